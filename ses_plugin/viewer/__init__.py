"""Pages that open from the disk: one HTML file with its data, its script and its style, and no network.

The sources of the script are in `src/` and built into `bundle/` by `make viewer`; users need no build step.
"""

from __future__ import annotations

from ses_plugin.viewer.page import data_block, page
from ses_plugin.viewer.report_page import report_page
from ses_plugin.viewer.trace_page import debugger_page, trace_data, trace_page

__all__ = ["data_block", "debugger_page", "page", "report_page", "trace_data", "trace_page"]

"""Headings in other languages than English, as contest sites and people write them."""

from __future__ import annotations

import re

_HEADINGS = {
    "sample input": (
        "样例输入 输入样例 示例输入 输入示例 入力例 예제_입력 beispieleingabe entrada_de_ejemplo"
        " ejemplo_de_entrada exemple_d'entrée exemplo_de_entrada esempio_di_input пример_входных_данных"
        " пример_ввода przykładowe_wejście"
    ),
    "sample output": (
        "样例输出 输出样例 示例输出 输出示例 出力例 예제_출력 beispielausgabe salida_de_ejemplo"
        " ejemplo_de_salida exemple_de_sortie exemplo_de_saída esempio_di_output пример_выходных_данных"
        " пример_вывода przykładowe_wyjście"
    ),
    "input": (
        "输入 输入数据 入力 입력 eingabe entrada entrée входные_данные исходные_данные ввод"
        " стандартный_ввод wejście"
    ),
    "output": (
        "输出 输出数据 出力 출력 ausgabe salida sortie saída выходные_данные результат вывод"
        " стандартный_вывод wyjście"
    ),
    "expected output": (
        "预期输出 期望输出 预期结果 期待される出力 erwartete_ausgabe salida_esperada sortie_attendue"
        " saída_esperada"
    ),
    "your output": "实际输出 实际结果 tatsächliche_ausgabe salida_actual",
    "input format": (
        "输入格式 输入描述 输入说明 入力形式 입력_형식 eingabeformat formato_de_entrada format_d'entrée"
        " формат_ввода формат_входных_данных"
    ),
    "output format": (
        "输出格式 输出描述 输出说明 出力形式 출력_형식 ausgabeformat formato_de_salida format_de_sortie"
        " formato_de_saída формат_вывода формат_выходных_данных"
    ),
    "example": (
        "示例 样例 例子 例 例题 测试用例 예제 예시 样例输入输出 输入输出样例 beispiel ejemplo exemple exemplo"
        " esempio пример przykład"
    ),
    "examples": "beispiele ejemplos exemples exemplos esempi примеры przykłady 入出力例 例えば",
    "explanation": (
        "解释 样例解释 样例说明 说明 解説 설명 erklärung erläuterung explicación explication explicação"
        " spiegazione пояснение"
    ),
    "note": (
        "提示 说明/提示 注意 备注 数据范围 数据范围与提示 约束 限制 题目描述 題目 问题描述 制約 問題文"
        " 注意事項 来源 出处 作者 出典"
        " 힌트 출처 제한 hinweis einschränkungen aufgabe nota restricciones restrições contraintes"
        " remarque примечание ограничения автор автор_задачи источник"
        " zadanie uwagi"
    ),
}
_ENGLISH = {
    phrase.replace("_", " "): english for english, phrases in _HEADINGS.items() for phrase in phrases.split()
}
_NUMBERED = re.compile(
    r"(?P<words>[^\d#№(\[]*[^\d#№(\[\s])(?P<number>\s*[#№(\[]?\s?(?:\d{1,3}|[一二三四五])?[)\]]?)"
)
_NUMERALS = str.maketrans("一二三四五（）", "12345()")


def in_english(words: str) -> str:
    """Return the heading `words` in English; what is not known stays. Columns are between `|`."""
    words = words.strip("【】〖〗[]「」 ") if words[:1] in "【〖[「" else words
    if "|" in words:
        return " | ".join(in_english(column.strip()) for column in words.split("|"))
    match = _NUMBERED.fullmatch(words.translate(_NUMERALS))
    english = _ENGLISH.get(match["words"].lower()) if match else None
    return f"{english}{match['number']}" if match and english else words

// The data of a page: JSON, gzipped, in base64, in a script element that no browser runs. This works from the
// disk, where `fetch` does not.

/** Return the value in the block with this id. */
export async function readBlock<T>(id: string): Promise<T> {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no block "${id}": it is not complete`);
  const binary = atob(element.textContent ?? "");
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).json()) as T;
}

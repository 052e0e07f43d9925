/**
 * Changes an element until it equals another one. Elements that stay keep their focus, their
 * selection, and what the user typed or opened.
 */
export function morph(element: Element, target: Element): void {
  if (element.isEqualNode(target)) return;
  morphAttributes(element, target);
  morphChildren(element, target);
}

function morphAttributes(element: Element, target: Element): void {
  // The script opens samples and shows buttons, so the server's values don't apply to them.
  const isKept = (name: string) =>
    (name === "open" && element.localName === "details") ||
    (name === "hidden" && element.localName === "button");
  for (const { name } of [...element.attributes]) {
    if (!isKept(name) && !target.hasAttribute(name)) element.removeAttribute(name);
  }
  for (const { name, value } of [...target.attributes]) {
    if (!isKept(name) && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

function morphChildren(element: Element, target: Element): void {
  let current: ChildNode | null = element.firstChild;
  for (const wanted of [...target.childNodes]) {
    const match = findMatch(current, wanted);
    if (match === undefined) {
      element.insertBefore(document.importNode(wanted, true), current);
      continue;
    }
    if (match === current) current = current.nextSibling;
    else element.insertBefore(match, current);
    if (match instanceof Element && wanted instanceof Element) morph(match, wanted);
    else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue;
  }
  while (current !== null) {
    const next: ChildNode | null = current.nextSibling;
    current.remove();
    current = next;
  }
}

/** Finds the node that becomes `wanted`: the one with its id, or the next one if it is alike. */
function findMatch(current: ChildNode | null, wanted: ChildNode): ChildNode | undefined {
  const id = idOf(wanted);
  if (id === "") return current !== null && isAlike(current, wanted) ? current : undefined;
  for (let node = current; node !== null; node = node.nextSibling) if (idOf(node) === id) return node;
  return undefined;
}

function isAlike(node: ChildNode, wanted: ChildNode): boolean {
  return node.nodeName === wanted.nodeName && idOf(node) === "";
}

function idOf(node: ChildNode): string {
  return node instanceof Element ? node.id : "";
}

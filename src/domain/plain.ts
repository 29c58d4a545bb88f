// An app that merges what it was given, deeply or with `Object.assign`, would write through these into a prototype.
const UNSAFE = /^(__proto__|constructor|prototype)$/

/**
 * Takes every member that could reach a prototype out of a tree of plain data, however deep it is: in place, because what
 * came out of JSON is nobody else's. Walks with a list of its own: a claim nested ten thousand deep must not end the stack.
 * `leave` is called for each object once it is clean.
 */
export function toPlain<Value extends object>(root: Value, leave?: (item: object) => unknown): Value {
  const open: object[] = [root]
  for (let item = open.pop(); item; item = open.pop()) {
    for (const [name, value] of Object.entries(item)) {
      if (UNSAFE.test(name)) Reflect.deleteProperty(item, name)
      else if (value && typeof value === 'object') open.push(value)
    }
    leave?.(item)
  }
  return root
}

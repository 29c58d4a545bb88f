/** One of the icons that index.html defines. */
export function Icon({ name, teal = false }: { readonly name: string; readonly teal?: boolean }) {
  return (
    <svg className={teal ? 'icon teal' : 'icon'} aria-hidden="true">
      <use href={`#${name}`} />
    </svg>
  )
}

/** What closes an envelope. */
export function Flap() {
  return (
    <>
      <svg className="flap" viewBox="0 0 100 36" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 0 50 34 100 0" />
      </svg>
      <span className="seal">
        <Icon name="key" />
      </span>
    </>
  )
}

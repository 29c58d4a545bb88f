/** One of the icons that index.html defines. */
export function Icon(props: { name: string; teal?: boolean }) {
  return (
    <svg class="icon" classList={{ teal: props.teal ?? false }} aria-hidden="true">
      <use href={`#${props.name}`} />
    </svg>
  )
}

/** The flap of an envelope, and the seal on it. */
export function Flap() {
  return (
    <>
      <svg class="flap" viewBox="0 0 100 36" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 0 50 34 100 0" />
      </svg>
      <span class="seal">
        <Icon name="key" />
      </span>
    </>
  )
}

import { useAuth } from 'latchkey/react'
import { Flap, Icon } from './icon'

export function Hero() {
  const { signIn } = useAuth()
  return (
    <section className="hero" aria-labelledby="hero-title">
      <div className="hero-text">
        <h2 id="hero-title">
          Two tokens,
          <br />
          two readers
        </h2>
        <p>
          Sign in and this list learns who you are, and may write to your calendar. For each it gets a token. Each token
          has one reader.
        </p>
        <button type="button" className="button solid large" data-testid="hero-sign-in" onClick={signIn}>
          Sign in with Harbour ID
        </button>
      </div>
      <div className="hero-objects">
        <article className="mini badge">
          <span className="slot" />
          <h2>
            <Icon name="badge" />
            ID token
          </h2>
          <p>A name badge. It says who signed in, and this app reads it.</p>
        </article>
        <article className="mini envelope">
          <Flap />
          <h2>
            <Icon name="envelope" />
            Access token
          </h2>
          <p>A sealed envelope. Only the calendar opens it.</p>
        </article>
      </div>
    </section>
  )
}

import type { ReactNode } from 'react'
import { Header } from './header'
import { Providers } from './providers'

export const metadata = { title: 'Events', icons: 'data:,' }

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Providers>
          <Header />
          <main>{children}</main>
        </Providers>
      </body>
    </html>
  )
}

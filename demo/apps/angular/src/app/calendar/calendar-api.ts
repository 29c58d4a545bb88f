import { HttpClient, HttpErrorResponse } from '@angular/common/http'
import { Injectable, inject } from '@angular/core'
import { isAuthError } from 'latchkey'
import { firstValueFrom, of } from 'rxjs'
import { catchError, map } from 'rxjs/operators'
import { CALENDAR } from '../../../../../app/addresses'
import type { Attempt, Calendar, CalendarEntry, Outcome, SeenToken } from '../../../../../app/calendar'

/** The calendar's API. The token comes with the interceptor; there is none here. */
@Injectable({ providedIn: 'root' })
export class CalendarApi implements Calendar {
  private readonly http = inject(HttpClient)

  listEntries(): Promise<Outcome<{ readonly events: readonly CalendarEntry[] }>> {
    return this.call('GET', '/events')
  }

  addEntry(title: string): Promise<Outcome<CalendarEntry>> {
    return this.call('POST', '/events', { title })
  }

  removeEntry(id: string): Promise<Outcome<undefined>> {
    return this.call('DELETE', `/events/${id}`)
  }

  seeToken(): Promise<Outcome<SeenToken>> {
    return this.call('GET', '/debug/token')
  }

  tryIdToken(): Promise<Outcome<Attempt>> {
    return this.call('POST', '/debug/id-token-attempt')
  }

  private call<Body>(method: string, path: string, body?: object): Promise<Outcome<Body>> {
    const request = `${method} /v1${path}`
    const nothing = { request, status: undefined, message: undefined, code: undefined, body: undefined }
    return firstValueFrom(
      this.http.request<Body>(method, `${CALENDAR}${path}`, { body, observe: 'response' }).pipe(
        map((response) => ({ ...nothing, status: response.status, body: response.body ?? undefined })),
        catchError((error: unknown) => of({ ...nothing, ...whatWentWrong(error) })),
      ),
    )
  }
}

function whatWentWrong(error: unknown): Pick<Outcome<never>, 'status' | 'message' | 'code'> {
  if (isAuthError(error)) return { status: undefined, message: error.message, code: error.code }
  if (!(error instanceof HttpErrorResponse)) throw error
  // 0 is a request that never got an answer.
  if (error.status === 0) return { status: undefined, message: error.message, code: 'network' }
  return { status: error.status, message: error.error?.message ?? error.statusText, code: undefined }
}

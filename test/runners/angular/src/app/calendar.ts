import { HttpClient } from '@angular/common/http'
import { Injectable, inject } from '@angular/core'
import type { Observable } from 'rxjs'

@Injectable({ providedIn: 'root' })
export class Calendar {
  private readonly http = inject(HttpClient)

  addEvent(title: string): Observable<object> {
    return this.http.post('https://calendar.example.com/v1/events', { title })
  }
}

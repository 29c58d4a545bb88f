import type { Message } from '@bufbuild/protobuf'
import { fileDesc, type GenFile, type GenMessage, type GenService, serviceDesc } from '@bufbuild/protobuf/codegenv2'

/** What protoc-gen-es makes of a service with one call, `AddEvent`. */
const file: GenFile = fileDesc(
  'ChpjYWxlbmRhci92MS9jYWxlbmRhci5wcm90bxILY2FsZW5kYXIudjEiIAoPQWRkRXZlbnRSZXF1ZXN0Eg0KBXRpdGxlGAEgASgJIh4KEEFkZEV2ZW50UmVzcG9uc2USCgoCaWQYASABKAkyWgoPQ2FsZW5kYXJTZXJ2aWNlEkcKCEFkZEV2ZW50EhwuY2FsZW5kYXIudjEuQWRkRXZlbnRSZXF1ZXN0Gh0uY2FsZW5kYXIudjEuQWRkRXZlbnRSZXNwb25zZWIGcHJvdG8z',
)

type AddEventRequest = Message<'calendar.v1.AddEventRequest'> & { title: string }
type AddEventResponse = Message<'calendar.v1.AddEventResponse'> & { id: string }

export const CalendarService: GenService<{
  addEvent: { methodKind: 'unary'; input: GenMessage<AddEventRequest>; output: GenMessage<AddEventResponse> }
}> = serviceDesc(file, 0)

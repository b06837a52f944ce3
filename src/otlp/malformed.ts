// The one error of the codec: a body that cannot be decoded as the OTLP message it claims to be.

/** A body that no retry will make decodable. The message is for the sender, without content. */
export class MalformedOtlpError extends Error {
  override readonly name: string = 'MalformedOtlpError'
}

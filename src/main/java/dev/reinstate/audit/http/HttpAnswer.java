package dev.reinstate.audit.http;

import com.google.common.collect.ImmutableMap;

/**
 * What a request is answered.
 *
 * @param text the body; none where it is empty
 * @param last whether the connection ends here, whatever is left of the request
 */
public record HttpAnswer(
    int status, ImmutableMap<String, String> headers, String text, boolean last) {

  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, ImmutableMap.of(), "", false);
  }

  /** A sentence for a human. */
  public static HttpAnswer says(int status, String sentence) {
    return new HttpAnswer(status, ImmutableMap.of(), sentence + "\n", false);
  }

  public HttpAnswer with(String header, String value) {
    return new HttpAnswer(
        status,
        ImmutableMap.<String, String>builder().putAll(headers).put(header, value).buildOrThrow(),
        text,
        last);
  }

  /** The same, and the rest of the request is not read. */
  public HttpAnswer asTheLast() {
    return new HttpAnswer(status, headers, text, true);
  }
}

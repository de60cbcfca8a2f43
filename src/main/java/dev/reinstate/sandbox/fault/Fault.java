package dev.reinstate.sandbox.fault;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Something that goes wrong with a request. */
public sealed interface Fault {

  /**
   * The request has no effect and is answered with an error.
   *
   * @param code of the spec's error body
   * @param headers such as {@code Retry-After}
   */
  record Refusal(int status, String code, ImmutableMap<String, String> headers) implements Fault {
    public Refusal(int status, String code) {
      this(status, code, ImmutableMap.of());
    }
  }

  /** The request has no effect and its connection is reset. */
  record LostRequest() implements Fault {}

  /** The request takes effect, but its connection is reset instead of an answer. */
  record LostReply() implements Fault {}

  /** The connection ends in the middle of the body. */
  record TruncatedBody() implements Fault {}

  /**
   * Half of the body comes, the rest after a pause.
   *
   * @param pause a long one is cut short when the registry closes
   */
  record StalledBody(Duration pause) implements Fault {}

  /** The body has its right length, but one bit of it is wrong. */
  record WrongBytes() implements Fault {}

  /**
   * A header of the answer is written otherwise, or left out.
   *
   * @param change is given what it would be, empty when it would not be there
   */
  record OtherHeader(String name, UnaryOperator<Optional<String>> change) implements Fault {}

  /** {@code Docker-Content-Digest} names something else. */
  record WrongDigestHeader() implements Fault {}

  /**
   * {@code Content-Length} is wrong by {@code difference} bytes: a body is cut to a shorter one,
   * and the connection ends before a longer one is reached.
   */
  record WrongContentLength(int difference) implements Fault {}

  /**
   * A listing shows fewer tags than there are, and all the images.
   *
   * @param shown how many
   */
  record LostTags(int shown) implements Fault {}

  /**
   * A blob is to be read elsewhere, without credentials.
   *
   * @param origin such as {@code http://127.0.0.1:5001}, of a registry that holds the blob in the
   *     same repository; empty for a path on the same host
   */
  record BlobRedirect(String origin) implements Fault {}
}

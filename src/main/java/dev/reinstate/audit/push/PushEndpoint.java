package dev.reinstate.audit.push;

import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.http.HttpAnswering;
import dev.reinstate.audit.http.HttpCall;
import dev.reinstate.text.Printable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pushes. 2xx says that the message need not come again:
 * https://cloud.google.com/pubsub/docs/push#receive_push.
 */
public final class PushEndpoint implements HttpAnswering {

  private static final Logger LOG = LoggerFactory.getLogger(PushEndpoint.class);

  /** Complaints may come by the thousand: of each kind one is said now and then. */
  static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);

  /** Strangers choose some of the words. */
  private static final int MOST_CHARACTERS = 1_000;

  private static final HttpAnswer JUDGED = HttpAnswer.empty(HttpStatus.SC_NO_CONTENT);
  private static final HttpAnswer TOO_LARGE =
      HttpAnswer.says(HttpStatus.SC_REQUEST_TOO_LONG, "larger than any message of Pub/Sub can be")
          .asTheLast();
  private static final HttpAnswer TOO_MANY =
      HttpAnswer.says(HttpStatus.SC_TOO_MANY_REQUESTS, "too many pushes at once; try again")
          .with(HttpHeaders.RETRY_AFTER, "1");

  private enum Complaint {
    REFUSED,
    NOT_JUDGED
  }

  private record Said(Instant at, int unsaid) {}

  private final PushTokens tokens;
  private final Admission admission;
  private final TraceHeader trace;
  private final MessageDeduplication judged;
  private final InstantSource clock;
  private final Map<Complaint, Said> said = new EnumMap<>(Complaint.class);

  public PushEndpoint(
      PushTokens tokens,
      Admission admission,
      TraceHeader trace,
      MessageDeduplication judged,
      InstantSource clock) {
    this.tokens = tokens;
    this.admission = admission;
    this.trace = trace;
    this.judged = judged;
    this.clock = clock;
  }

  @Override
  public HttpAnswer answer(HttpCall call) throws IOException {
    PushTokens.Check check = tokens.check(call.header(HttpHeaders.AUTHORIZATION));
    if (!check.admitted()) {
      complain(Complaint.REFUSED, "a push was refused: " + check.why());
      return refusal(check);
    }
    Optional<Admission.Room> room = admission.admit(call);
    if (room.isEmpty()) {
      return TOO_MANY;
    }
    try {
      Optional<byte[]> body = body(call);
      return body.isPresent() ? judge(delivery(body.get(), trace.of(call))) : TOO_LARGE;
    } finally {
      room.get().leave();
    }
  }

  /** The whole of it; empty when it is too large, and then what is left of it is not read. */
  private static Optional<byte[]> body(HttpCall call) throws IOException {
    if (call.declaredLength().orElse(0) > Admission.LARGEST_BODY) {
      return Optional.empty();
    }
    byte[] bytes = call.body().readNBytes(Admission.LARGEST_BODY + 1);
    return bytes.length > Admission.LARGEST_BODY ? Optional.empty() : Optional.of(bytes);
  }

  private HttpAnswer judge(Delivery delivery) {
    try {
      judged.judge(delivery);
      return JUDGED;
    } catch (IOException e) {
      complain(Complaint.NOT_JUDGED, "not judged, to be delivered again: " + e.getMessage());
      return HttpAnswer.says(HttpStatus.SC_SERVICE_UNAVAILABLE, "not judged; try again");
    }
  }

  private static HttpAnswer refusal(PushTokens.Check check) {
    HttpAnswer answer = HttpAnswer.says(check.status(), check.why());
    return check.status() == HttpStatus.SC_UNAUTHORIZED
        ? answer.with(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        : answer;
  }

  private void complain(Complaint kind, String text) {
    toSay(kind, text).ifPresent(LOG::warn);
  }

  /** What to say now; empty when one of this kind was said not long ago. */
  private synchronized Optional<String> toSay(Complaint kind, String complaint) {
    Instant now = clock.instant();
    Said last = said.get(kind);
    if (last != null && now.isBefore(last.at().plus(BETWEEN_COMPLAINTS))) {
      said.put(kind, new Said(last.at(), last.unsaid() + 1));
      return Optional.empty();
    }
    said.put(kind, new Said(now, 0));
    String text = Printable.line(complaint, MOST_CHARACTERS);
    return Optional.of(
        last == null || last.unsaid() == 0
            ? text
            : "%s (and %,d like it since the last one)".formatted(text, last.unsaid()));
  }

  /**
   * What is no envelope is judged all the same, as what it is; refused, it would come again until
   * the end of its days.
   */
  private Delivery delivery(byte[] body, Optional<String> traced) {
    try {
      PushEnvelope envelope = PushEnvelope.parse(body);
      return new Delivery(
          envelope.messageId(),
          envelope.published().orElseGet(clock::instant),
          envelope.data(),
          traced);
    } catch (IllegalArgumentException e) {
      return new Delivery(
          UUID.randomUUID().toString(),
          clock.instant(),
          body,
          traced,
          Optional.of("not a Pub/Sub push: " + e.getMessage()));
    }
  }
}

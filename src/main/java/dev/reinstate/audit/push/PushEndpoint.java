package dev.reinstate.audit.push;

import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.http.HttpAnswering;
import dev.reinstate.audit.http.HttpCall;
import java.io.IOException;
import java.time.InstantSource;
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

  private static final HttpAnswer JUDGED = HttpAnswer.empty(HttpStatus.SC_NO_CONTENT);
  private static final HttpAnswer TOO_LARGE =
      HttpAnswer.says(HttpStatus.SC_REQUEST_TOO_LONG, "larger than any message of Pub/Sub can be")
          .asTheLast();
  private static final HttpAnswer TOO_MANY =
      HttpAnswer.says(HttpStatus.SC_TOO_MANY_REQUESTS, "too many pushes at once; try again")
          .with(HttpHeaders.RETRY_AFTER, "1");

  private final PushTokens tokens;
  private final Admission admission;
  private final TraceHeader trace;
  private final MessageDeduplication judged;
  private final InstantSource clock;
  private final Repeated complaints;

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
    this.complaints = new Repeated(clock);
  }

  @Override
  public HttpAnswer answer(HttpCall call) throws IOException {
    PushTokens.Check check = tokens.check(call.header(HttpHeaders.AUTHORIZATION));
    if (!check.admitted()) {
      complain(Repeated.Kind.REFUSED, "a push was refused: " + check.why());
      return refusal(check);
    }
    Optional<Admission.Room> room = admission.admit(call);
    if (room.isEmpty()) {
      return TOO_MANY;
    }
    try {
      Optional<byte[]> body = PushBody.read(call);
      return body.isPresent() ? judge(delivery(body.get(), trace.of(call))) : TOO_LARGE;
    } finally {
      room.get().leave();
    }
  }

  private HttpAnswer judge(Delivery delivery) {
    try {
      judged.judge(delivery);
      return JUDGED;
    } catch (IOException e) {
      complain(Repeated.Kind.NOT_JUDGED, "not judged, to be delivered again: " + e.getMessage());
      return HttpAnswer.says(HttpStatus.SC_SERVICE_UNAVAILABLE, "not judged; try again");
    }
  }

  private static HttpAnswer refusal(PushTokens.Check check) {
    HttpAnswer answer = HttpAnswer.says(check.status(), check.why());
    return check.status() == HttpStatus.SC_UNAUTHORIZED
        ? answer.with(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        : answer;
  }

  private void complain(Repeated.Kind kind, String text) {
    complaints.say(kind, text).ifPresent(LOG::warn);
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

package dev.reinstate.audit.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reinstate.audit.Pushes;
import dev.reinstate.audit.SaidByLoggers;
import dev.reinstate.audit.http.HttpAnswer;
import dev.reinstate.audit.http.HttpCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is decided before a message is judged. */
final class PushEndpointTest {

  private final SaidByLoggers said = new SaidByLoggers();
  private final List<Delivery> judged = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-23T02:00:00Z");
  private PushTokens tokens = PushTokens.NOT_ASKED_FOR;

  @AfterEach
  void stop() {
    said.close();
  }

  @Test
  void aPushWithoutARightTokenIsRefusedUnreadAndSaidOnceAMinute() throws IOException {
    tokens = authorization -> PushTokens.Check.forbidden("its token is of\nsomebody else");
    PushEndpoint endpoint = endpoint(new Admission(0));
    for (int i = 0; i < 5; i++) {
      FakeCall call = new FakeCall(Pushes.envelope("1", "event"), Map.of());
      assertEquals(403, endpoint.answer(call).status());
      assertEquals(0, call.opened);
    }
    assertEquals(1, said.warnings().size());
    now = now.plus(PushEndpoint.BETWEEN_COMPLAINTS);
    endpoint.answer(new FakeCall("", Map.of()));
    assertEquals(2, said.warnings().size());
    String last = said.warnings().getLast();
    assertTrue(last.endsWith("(and 4 like it since the last one)"), last);
    assertTrue(last.lines().count() == 1, last);
    assertEquals(List.of(), judged);
  }

  @Test
  void whoIsUnknownIsToldHowToPresentThemselves() throws IOException {
    tokens = authorization -> PushTokens.Check.unauthorized("it bears no token");
    HttpAnswer answer = endpoint(new Admission(0)).answer(new FakeCall("", Map.of()));
    assertEquals(401, answer.status());
    assertEquals("Bearer", answer.headers().get("WWW-Authenticate"));
  }

  @Test
  void whatThereIsNoRoomForComesAgain() throws IOException {
    Admission admission = new Admission(0);
    PushEndpoint endpoint = endpoint(admission);
    FakeCall unmeasured = new FakeCall(Pushes.envelope("1", "event"), Map.of());
    unmeasured.declared = OptionalLong.empty();
    Admission.Room taken = admission.admit(unmeasured).orElseThrow();
    HttpAnswer answer = endpoint.answer(new FakeCall(Pushes.envelope("1", "event"), Map.of()));
    assertEquals(429, answer.status());
    assertEquals("1", answer.headers().get("Retry-After"));
    taken.leave();
    assertEquals(204, endpoint.answer(unmeasured).status());
    assertEquals(204, endpoint.answer(unmeasured).status(), "the room was given back");
  }

  @Test
  void theTraceIsTakenFromEitherHeader() throws IOException {
    String id = "0af7651916cd43dd8448eb211c80319c";
    PushEndpoint endpoint = endpoint(new Admission(0));
    List<Map<String, String>> headers =
        List.of(
            Map.of("X-Cloud-Trace-Context", id + "/123;o=1"),
            Map.of("X-Cloud-Trace-Context", id),
            Map.of("traceparent", "00-" + id + "-b7ad6b7169203331-01"),
            Map.of("X-Cloud-Trace-Context", "../../" + id),
            Map.of("traceparent", "00-" + id),
            Map.of());
    for (int i = 0; i < headers.size(); i++) {
      endpoint.answer(new FakeCall(Pushes.envelope("m" + i, "event"), headers.get(i)));
    }
    Optional<String> trace = Optional.of("projects/prod/traces/" + id);
    assertEquals(
        List.of(trace, trace, trace, Optional.empty(), Optional.empty(), Optional.empty()),
        judged.stream().map(Delivery::trace).toList());
  }

  private PushEndpoint endpoint(Admission admission) {
    return new PushEndpoint(
        authorization -> tokens.check(authorization),
        admission,
        new TraceHeader(Optional.of("prod")),
        new MessageDeduplication(10, judged::add),
        () -> now);
  }

  private static final class FakeCall implements HttpCall {

    private final byte[] body;
    private final Map<String, String> headers;
    private OptionalLong declared;
    private int opened;

    FakeCall(String body, Map<String, String> headers) {
      this.body = body.getBytes(UTF_8);
      this.headers = headers;
      this.declared = OptionalLong.of(this.body.length);
    }

    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    @Override
    public OptionalLong declaredLength() {
      return declared;
    }

    @Override
    public InputStream body() {
      opened++;
      return new ByteArrayInputStream(body);
    }
  }
}

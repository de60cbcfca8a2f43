package dev.reinstate.sandbox.universe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.Listener;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import dev.reinstate.sandbox.http.Transport;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Tells what was asked of a universe, and strikes it, over HTTP: {@code GET /counts}, {@code POST
 * /damage/KIND}, {@code POST /reset}.
 */
public final class Control implements AutoCloseable {

  private static final String DAMAGE = "/damage/";

  private final Universe universe;
  private final Listener listener;

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @throws IOException when the port is taken
   */
  public Control(Universe universe, int port) throws IOException {
    this.universe = universe;
    this.listener =
        new Listener(port, Optional.empty(), host -> new Transport(Exchange.of(this::answer)));
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String origin() {
    return "http://" + listener.host();
  }

  private Reply answer(Call call) throws RefusedException {
    String asked = call.target().method() + " " + call.target().reference();
    if (asked.equals("GET /counts")) {
      return Reply.ofJson(200, this::counts);
    }
    if (asked.equals("POST /reset")) {
      universe.reset();
      return Reply.ofJson(200, this::counts);
    }
    if (asked.startsWith("POST " + DAMAGE)) {
      return strike(asked.substring(asked.indexOf(DAMAGE) + DAMAGE.length()));
    }
    throw new RefusedException(
        404, "UNSUPPORTED", "there are GET /counts, POST /damage/KIND and POST /reset");
  }

  private Reply strike(String kind) throws RefusedException {
    Damage damage;
    try {
      damage = Damage.parse(kind);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(404, "UNSUPPORTED", e.getMessage());
    }
    Damage.Done done = universe.strike(damage);
    return Reply.ofJson(
        200,
        json -> {
          json.writeStringField("kind", damage.word());
          Json.writeStrings(json, "regions", done.regions());
          json.writeNumberField("images", done.images());
          json.writeNumberField("tags", done.tags());
        });
  }

  private void counts(JsonGenerator json) throws IOException {
    long requests = 0;
    long tokens = 0;
    long refused = 0;
    json.writeObjectFieldStart("hosts");
    for (Map.Entry<String, HostCounts> host : universe.counts().entrySet()) {
      HostCounts counts = host.getValue();
      requests += counts.requests();
      tokens += counts.tokens();
      refused += counts.refused();
      Json.writeObject(json, host.getKey(), each -> write(each, counts));
    }
    json.writeEndObject();
    json.writeNumberField("requests", requests);
    json.writeNumberField("tokens", tokens);
    json.writeNumberField("refused", refused);
  }

  private static void write(JsonGenerator json, HostCounts counts) throws IOException {
    json.writeStringField("address", counts.address());
    json.writeNumberField("requests", counts.requests());
    json.writeNumberField("tokens", counts.tokens());
    json.writeNumberField("refused", counts.refused());
    json.writeObjectFieldStart("answers");
    for (Map.Entry<String, Long> kind : counts.counts().byMethodAndStatus().entrySet()) {
      json.writeNumberField(kind.getKey(), kind.getValue());
    }
    json.writeEndObject();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

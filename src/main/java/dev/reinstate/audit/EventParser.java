package dev.reinstate.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.audit.rules.RegistryEvent.Action;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ImageNames;
import dev.reinstate.image.Repository;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.text.Printable;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads what registries publish; other fields than these are passed over.
 *
 * <p>Source: https://cloud.google.com/artifact-registry/docs/configure-notifications.
 */
final class EventParser {

  /**
   * What matching a name may cost. Clients take names of 255 characters with their host:
   * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
   */
  private static final int MOST_CHARACTERS = 512;

  private static final int SHOWN_CHARACTERS = 200;

  private EventParser() {}

  /** What became of reading a message. */
  sealed interface ParsedEvent {

    /** It is an event. */
    record Event(RegistryEvent event) implements ParsedEvent {}

    /**
     * It is none.
     *
     * @param why in the old auditor's words: a parse failure or a validation failure
     */
    record Malformed(String why) implements ParsedEvent {}
  }

  static ParsedEvent parse(Delivery delivery) {
    if (delivery.malformed().isPresent()) {
      return parseFailure(delivery.malformed().get());
    }
    return delivery.data().length == 0
        ? parseFailure("the message has no data")
        : parse(delivery.data());
  }

  private static ParsedEvent parse(byte[] data) {
    JrsValue message;
    try {
      message = Json.readStrictly(data);
    } catch (JacksonException e) {
      return parseFailure(e.getOriginalMessage());
    } catch (IOException e) {
      return parseFailure(String.valueOf(e.getMessage()));
    }
    return message.isObject() ? ofObject(message) : parseFailure("not a JSON object");
  }

  private static ParsedEvent ofObject(JrsValue message) {
    for (String field : new String[] {"action", "digest", "tag"}) {
      JrsValue value = message.path(field);
      if (!JsonValues.isNothing(value) && JsonValues.string(value).isEmpty()) {
        return parseFailure("'" + field + "' is not a string");
      }
    }
    Payload payload =
        Payload.unchecked(
            JsonValues.text(message.path("action")),
            JsonValues.text(message.path("digest")),
            JsonValues.text(message.path("tag")));
    try {
      return new ParsedEvent.Event(event(message));
    } catch (IllegalArgumentException e) {
      return new ParsedEvent.Malformed(
          "validation failure: " + payload + ": " + shown(e.getMessage()));
    }
  }

  private static RegistryEvent event(JrsValue message) {
    Optional<String> digest = text(message, "digest");
    Optional<String> tag = text(message, "tag");
    if (digest.isEmpty() && tag.isEmpty()) {
      throw new IllegalArgumentException("neither 'digest' nor 'tag' was specified");
    }
    Action action = action(text(message, "action"));
    if (action == Action.INSERT && digest.isEmpty()) {
      throw new IllegalArgumentException("an insertion without 'digest'");
    }
    Optional<Named<DescriptorDigest>> image = digest.map(EventParser::image);
    Optional<Named<String>> tagged = tag.map(EventParser::tagged);
    Repository repository = image.map(Named::repository).orElseGet(() -> where(tagged));
    if (tagged.isPresent() && !tagged.get().repository().equals(repository)) {
      throw new IllegalArgumentException("'digest' and 'tag' name different repositories");
    }
    return new RegistryEvent(action, repository, image.map(Named::name), tagged.map(Named::name));
  }

  private static Optional<String> text(JrsValue message, String field) {
    return JsonValues.string(message.path(field)).filter(text -> !text.isEmpty());
  }

  private static Action action(Optional<String> text) {
    String action = text.orElseThrow(() -> new IllegalArgumentException("Action not specified"));
    return switch (action) {
      case "INSERT" -> Action.INSERT;
      case "DELETE" -> Action.DELETE;
      default -> throw new IllegalArgumentException("unknown action '" + shown(action) + "'");
    };
  }

  private static Repository where(Optional<Named<String>> tagged) {
    return tagged.orElseThrow().repository();
  }

  private static Named<DescriptorDigest> image(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("'digest' is not HOST/PATH@sha256:HEX");
    }
    return new Named<>(repository(text.substring(0, at)), Digests.parse(text.substring(at + 1)));
  }

  /** The host may have a port, so that only a colon after the last slash can begin a tag. */
  private static Named<String> tagged(String text) {
    int colon = text.indexOf(':', text.lastIndexOf('/') + 1);
    String tag = text.substring(colon + 1);
    if (colon < 0 || tag.length() > MOST_CHARACTERS || !ImageNames.isTag(tag)) {
      throw new IllegalArgumentException("'tag' is not HOST/PATH:TAG");
    }
    return new Named<>(repository(text.substring(0, colon)), tag);
  }

  private static Repository repository(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "a repository name of more than " + MOST_CHARACTERS + " characters");
    }
    return Repository.parse(text);
  }

  private static ParsedEvent parseFailure(String why) {
    return new ParsedEvent.Malformed("parse failure: " + shown(why));
  }

  private static String shown(String text) {
    return Printable.line(text, SHOWN_CHARACTERS);
  }

  private record Named<T>(Repository repository, T name) {}
}

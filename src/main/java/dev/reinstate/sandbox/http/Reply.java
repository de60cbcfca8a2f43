package dev.reinstate.sandbox.http;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.reinstate.json.Json;

/**
 * An answer.
 *
 * @param body not copied; nobody changes it
 * @param delivery how much of the body is sent, and how
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Reply(
    int status, ImmutableListMultimap<String, String> headers, byte[] body, Delivery delivery) {

  private static final byte[] NOTHING = {};

  public static Reply of(int status) {
    return new Reply(status, ImmutableListMultimap.of(), NOTHING, new Delivery.Whole());
  }

  /** With an object, whose members these are. */
  public static Reply ofJson(int status, Json.Content members) {
    return of(status).withBody("application/json", Json.bytes(members));
  }

  /** This header instead of those of the same name. */
  public Reply with(String name, String value) {
    ListMultimap<String, String> changed =
        MultimapBuilder.linkedHashKeys().arrayListValues().build(headers);
    changed.removeAll(name);
    changed.put(name, value);
    return new Reply(status, ImmutableListMultimap.copyOf(changed), body, delivery);
  }

  public Reply without(String name) {
    ListMultimap<String, String> kept =
        MultimapBuilder.linkedHashKeys().arrayListValues().build(headers);
    kept.removeAll(name);
    return new Reply(status, ImmutableListMultimap.copyOf(kept), body, delivery);
  }

  public Reply withBody(String mediaType, byte[] newBody) {
    return with("Content-Type", mediaType).withBytes(newBody);
  }

  public Reply withBytes(byte[] newBody) {
    return new Reply(status, headers, newBody, delivery);
  }

  public Reply withDelivery(Delivery newDelivery) {
    return new Reply(status, headers, body, newDelivery);
  }
}

package dev.reinstate.sandbox.fault;

import com.fasterxml.jackson.jr.stree.JrsArray;
import com.fasterxml.jackson.jr.stree.JrsObject;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.ConnectionResetException;
import dev.reinstate.sandbox.http.Delivery;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Exchange;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import dev.reinstate.sandbox.http.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Makes requests fail as {@link Faults} says. */
public final class Failing implements Exchange {

  private final Exchange next;
  private final Faults faults;

  public Failing(Exchange next, Faults faults) {
    this.next = next;
    this.faults = faults;
  }

  @Override
  public Reply answer(Call call) throws IOException {
    Optional<Fault> fault = faults.of(call.target());
    return fault.isPresent() ? fail(call, fault.get()) : next.answer(call);
  }

  private Reply fail(Call call, Fault fault) throws IOException {
    return switch (fault) {
      case Fault.Refusal refusal -> refuse(refusal);
      case Fault.LostRequest lost -> throw new ConnectionResetException();
      case Fault.LostReply lost -> {
        Reply unused = next.answer(call);
        throw new ConnectionResetException();
      }
      case Fault.TruncatedBody truncated -> next.answer(call).withDelivery(new Delivery.Half());
      case Fault.StalledBody stalled ->
          next.answer(call).withDelivery(new Delivery.Stalled(stalled.pause()));
      case Fault.WrongBytes wrong -> flipBit(next.answer(call));
      case Fault.OtherHeader other -> rewrite(next.answer(call), other);
      case Fault.WrongDigestHeader wrong ->
          next.answer(call).with("Docker-Content-Digest", Digests.of(new byte[0]).toString());
      case Fault.WrongContentLength wrong -> misdeclare(next.answer(call), wrong.difference());
      case Fault.LostTags lost ->
          call.target().endpoint() == Endpoint.TAGS
              ? loseTags(next.answer(call), lost.shown())
              : next.answer(call);
      case Fault.BlobRedirect redirect -> redirect(call, redirect);
    };
  }

  private static Reply refuse(Fault.Refusal refusal) {
    Reply reply =
        new RefusedException(refusal.status(), refusal.code(), "this fault was asked for").reply();
    for (var header : refusal.headers().entrySet()) {
      reply = reply.with(header.getKey(), header.getValue());
    }
    return reply;
  }

  private static Reply rewrite(Reply reply, Fault.OtherHeader other) {
    Optional<String> before = reply.headers().get(other.name()).stream().findFirst();
    return other
        .change()
        .apply(before)
        .map(value -> reply.with(other.name(), value))
        .orElseGet(() -> reply.without(other.name()));
  }

  private static Reply flipBit(Reply reply) {
    byte[] wrong = reply.body().clone();
    if (wrong.length > 0) {
      wrong[wrong.length / 2] ^= 1;
    }
    return reply.withBytes(wrong);
  }

  private static Reply misdeclare(Reply reply, int difference) {
    long declared = Math.max(0, reply.body().length + (long) difference);
    return reply.withDelivery(new Delivery.Misdeclared(declared));
  }

  /** The same listing, the spec's or Google's, with so many tags; anything else as it is. */
  private static Reply loseTags(Reply reply, int shown) throws IOException {
    if (reply.status() != 200 || !(Json.read(reply.body()) instanceof JrsObject body)) {
      return reply;
    }
    ImmutableSet<String> kept =
        JsonValues.all(body.path("tags")).stream()
            .map(JsonValues::text)
            .distinct()
            .limit(shown)
            .collect(ImmutableSet.toImmutableSet());
    String listing = Json.text(withTags(body, kept));
    return reply.withBytes(listing.getBytes(StandardCharsets.UTF_8));
  }

  /** The value, with the tags in it and below it that are kept. */
  private static JrsValue withTags(JrsValue value, ImmutableSet<String> kept) {
    if (!value.isObject()) {
      return value;
    }
    Map<String, JrsValue> members = new LinkedHashMap<>();
    for (Map.Entry<String, JrsValue> member : JsonValues.members(value)) {
      JrsValue within = member.getValue();
      boolean tags = member.getKey().equals("tags") || member.getKey().equals("tag");
      members.put(
          member.getKey(),
          tags && within.isArray()
              ? new JrsArray(
                  JsonValues.all(within).stream()
                      .filter(tag -> kept.contains(JsonValues.text(tag)))
                      .toList())
              : withTags(within, kept));
    }
    return new JrsObject(members);
  }

  private Reply redirect(Call call, Fault.BlobRedirect redirect) throws IOException {
    Reply reply = next.answer(call);
    Target target = call.target();
    if (target.endpoint() != Endpoint.BLOB
        || !target.method().equals("GET")
        || reply.status() != 200) {
      return reply;
    }
    String path = "/downloads/" + target.repository() + "/" + target.reference();
    return Reply.of(307).with("Location", redirect.origin() + path);
  }
}

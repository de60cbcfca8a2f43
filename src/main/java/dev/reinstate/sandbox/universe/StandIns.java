package dev.reinstate.sandbox.universe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.json.Json;
import dev.reinstate.sandbox.content.StoredManifest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes stand-ins, for the same name and key always the same one. An image has a config and one to
 * five layers, of which ten images of a name share half; each tenth is an index of the two before.
 */
final class StandIns {

  private static final int SHARING = 10;
  private static final int MOST_LAYERS = 5;
  private static final int SMALLEST_BLOB = 100;
  private static final int BLOB_SIZES = 600;
  private static final Instant FIRST_UPLOAD = Instant.parse("2020-07-24T00:00:00Z");
  private static final Duration BETWEEN_UPLOADS = Duration.ofMinutes(60);

  private final Map<String, List<StandIn>> byName = new HashMap<>();
  private final Map<String, StandIn> byKey = new HashMap<>();
  private final Map<DescriptorDigest, byte[]> blobs = new HashMap<>();

  StandIn of(String name, String key) {
    return byKey.computeIfAbsent(name + "@" + key, any -> next(name));
  }

  /** All there are, once each. */
  ImmutableMap<DescriptorDigest, byte[]> blobs() {
    return ImmutableMap.copyOf(blobs);
  }

  private StandIn next(String name) {
    List<StandIn> known = byName.computeIfAbsent(name, any -> new ArrayList<>());
    int number = known.size();
    StandIn made =
        number % SHARING == SHARING - 1
            ? index(name, number, known.subList(number - 2, number))
            : image(name, number);
    known.add(made);
    return made;
  }

  private StandIn image(String name, int number) {
    int layers = 1 + number % MOST_LAYERS;
    ImmutableMap.Builder<DescriptorDigest, byte[]> all = ImmutableMap.builder();
    Descriptor config =
        blob("application/vnd.docker.container.image.v1+json", name + " config " + number, all);
    List<Descriptor> own = new ArrayList<>(List.of(config));
    List<Descriptor> each = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      boolean shared = i < layers / 2;
      String seed = shared ? " base " + number / SHARING + " " : " own " + number + " ";
      each.add(blob("application/vnd.docker.image.rootfs.diff.tar.gzip", name + seed + i, all));
      if (!shared) {
        own.add(each.getLast());
      }
    }
    return standIn(
        MediaTypes.DOCKER_MANIFEST,
        json -> {
          Json.writeObject(json, "config", it -> write(it, config));
          Json.writeObjects(json, "layers", each, StandIns::write);
        },
        number,
        new Parts(all.buildKeepingLast(), own, ImmutableList.of()));
  }

  private static StandIn index(String name, int number, List<StandIn> children) {
    return standIn(
        MediaTypes.DOCKER_MANIFEST_LIST,
        json -> {
          json.writeArrayFieldStart("manifests");
          for (int i = 0; i < children.size(); i++) {
            Descriptor child = children.get(i).manifest().manifest().contentDescriptor();
            String architecture = i == 0 ? "amd64" : "arm64";
            json.writeStartObject();
            write(json, child);
            Json.writeObject(
                json,
                "platform",
                it -> {
                  it.writeStringField("architecture", architecture);
                  it.writeStringField("os", "linux");
                });
            json.writeEndObject();
          }
          json.writeEndArray();
          Json.writeObject(
              json, "annotations", it -> it.writeStringField("name", name + " " + number));
        },
        number,
        new Parts(ImmutableMap.of(), List.of(), ImmutableList.copyOf(children)));
  }

  /** Looks like cosign's; nothing verifies it. */
  StandIn signature(StandIn signed) {
    ImmutableMap.Builder<DescriptorDigest, byte[]> all = ImmutableMap.builder();
    Descriptor config =
        blob("application/vnd.oci.image.config.v1+json", "config of " + signed.digest(), all);
    Descriptor payload =
        blob(
            "application/vnd.dev.cosign.simplesigning.v1+json",
            "signature of " + signed.digest(),
            all);
    return standIn(
        MediaTypes.OCI_MANIFEST,
        json -> {
          Json.writeObject(json, "config", it -> write(it, config));
          Json.writeObjects(json, "layers", List.of(payload), StandIns::write);
        },
        0,
        new Parts(all.buildKeepingLast(), List.of(config, payload), ImmutableList.of()));
  }

  private record Parts(
      ImmutableMap<DescriptorDigest, byte[]> blobs,
      List<Descriptor> own,
      ImmutableList<StandIn> children) {}

  private static StandIn standIn(String mediaType, Json.Content members, int number, Parts parts) {
    byte[] bytes =
        Json.bytes(
            json -> {
              json.writeNumberField("schemaVersion", 2);
              json.writeStringField("mediaType", mediaType);
              members.writeTo(json);
            });
    return new StandIn(
        StoredManifest.of(
            Manifest.of(mediaType, bytes), FIRST_UPLOAD.plus(BETWEEN_UPLOADS.multipliedBy(number))),
        parts.blobs(),
        parts.own().stream().map(Descriptor::digest).collect(ImmutableSet.toImmutableSet()),
        parts.children());
  }

  private Descriptor blob(
      String mediaType, String seed, ImmutableMap.Builder<DescriptorDigest, byte[]> into) {
    int size = SMALLEST_BLOB + Math.floorMod(seed.hashCode(), BLOB_SIZES);
    byte[] made = (seed + "\n").repeat(1 + size / (seed.length() + 1)).getBytes(UTF_8);
    DescriptorDigest digest = Digests.of(made);
    byte[] bytes = blobs.computeIfAbsent(digest, any -> made);
    into.put(digest, bytes);
    return new Descriptor(mediaType, digest, bytes.length);
  }

  private static void write(JsonGenerator json, Descriptor descriptor) throws IOException {
    json.writeStringField("mediaType", descriptor.mediaType());
    json.writeNumberField("size", descriptor.size());
    json.writeStringField("digest", descriptor.digest().toString());
  }
}

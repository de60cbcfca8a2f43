package dev.reinstate.signature.attached;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.jr.stree.JrsValue;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.json.Json;
import dev.reinstate.json.JsonValues;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a manifest says of an attachment, or a list of referrers of many.
 *
 * @param artifactType what it says it is: its own word, or the type of its config
 * @param layers what it holds
 * @param listed the manifests of a list
 */
record AttachmentManifest(
    String artifactType,
    ImmutableMap<String, String> annotations,
    ImmutableList<Part> layers,
    ImmutableList<Part> listed) {

  /** The most signatures of an image, or referrers in a list, that are looked at. */
  static final int MOST_PARTS = 1000;

  private static final JsonFactory FACTORY =
      Json.factory(StreamReadConstraints.builder().maxTokenCount(500_000)).build();

  /**
   * A layer or a referrer.
   *
   * @param artifactType of a referrer; empty where none is given
   */
  record Part(Descriptor content, String artifactType, ImmutableMap<String, String> annotations) {

    String annotation(String name) {
      return annotations.getOrDefault(name, "");
    }
  }

  /**
   * Reads a manifest or index.
   *
   * @throws IOException when it is none; the message says what is wrong with it
   */
  static AttachmentManifest of(Manifest manifest) throws IOException {
    JrsValue root = Json.read(FACTORY.createParser(manifest.bytes()));
    if (!root.isObject()) {
      throw new IOException("it is not a JSON object");
    }
    String own = JsonValues.string(root.path("artifactType")).orElse("");
    return new AttachmentManifest(
        own.isEmpty() ? JsonValues.text(root.path("config").path("mediaType")) : own,
        annotations(root),
        parts(root, "layers", "blobs"),
        parts(root, "manifests"));
  }

  private static ImmutableList<Part> parts(JrsValue root, String... lists) throws IOException {
    ImmutableList.Builder<Part> parts = ImmutableList.builder();
    int count = 0;
    for (String list : lists) {
      for (JrsValue part : JsonValues.all(root.path(list))) {
        if (++count > MOST_PARTS) {
          throw new IOException("it has more than " + MOST_PARTS + " " + list);
        }
        parts.add(part(part));
      }
    }
    return parts.build();
  }

  /** For a human. */
  String look() {
    return "it is of type '%s' with layers of %s"
        .formatted(
            artifactType,
            layers.isEmpty()
                ? "no type"
                : layers.stream()
                    .map(layer -> "'" + layer.content().mediaType() + "'")
                    .distinct()
                    .limit(5)
                    .collect(Collectors.joining(", ")));
  }

  private static Part part(JrsValue part) throws IOException {
    String digest = JsonValues.text(part.path("digest"));
    try {
      return new Part(
          new Descriptor(
              JsonValues.text(part.path("mediaType")),
              Digests.parse(digest),
              JsonValues.whole(part.path("size")).orElse(Descriptor.UNKNOWN_SIZE)),
          JsonValues.text(part.path("artifactType")),
          annotations(part));
    } catch (IllegalArgumentException e) {
      throw new IOException("it refers to something by " + e.getMessage(), e);
    }
  }

  private static ImmutableMap<String, String> annotations(JrsValue of) {
    ImmutableMap.Builder<String, String> annotations = ImmutableMap.builder();
    for (Map.Entry<String, JrsValue> each : JsonValues.members(of.path("annotations"))) {
      JsonValues.string(each.getValue()).ifPresent(text -> annotations.put(each.getKey(), text));
    }
    return annotations.buildKeepingLast();
  }
}

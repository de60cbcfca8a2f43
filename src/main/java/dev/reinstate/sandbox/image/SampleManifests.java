package dev.reinstate.sandbox.image;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes manifests of schema version 2: Docker's and OCI's. */
final class SampleManifests {

  private SampleManifests() {}

  /** A manifest of these blobs; the map holds those that a registry has to have. */
  static SampleImage image(String mediaType, SampleLayer config, List<SampleLayer> layers) {
    return image(mediaType, none -> {}, config, layers);
  }

  /** The same with more members. */
  static SampleImage image(
      String mediaType, Json.Content more, SampleLayer config, List<SampleLayer> layers) {
    ImmutableMap.Builder<DescriptorDigest, byte[]> blobs = ImmutableMap.builder();
    blobs.put(config.descriptor().digest(), config.bytes());
    layers.forEach(layer -> blobs.put(layer.descriptor().digest(), layer.bytes()));
    Manifest manifest =
        manifest(
            mediaType,
            json -> {
              more.writeTo(json);
              write(json, "config", config.descriptor());
              List<Descriptor> descriptors = Lists.transform(layers, SampleLayer::descriptor);
              Json.writeObjects(json, "layers", descriptors, SampleManifests::write);
            });
    return new SampleImage(manifest, blobs.buildKeepingLast(), ImmutableList.of());
  }

  static SampleImage index(String mediaType, SampleImage... children) {
    Manifest manifest =
        manifest(
            mediaType,
            json -> {
              json.writeArrayFieldStart("manifests");
              for (int i = 0; i < children.length; i++) {
                json.writeStartObject();
                write(json, children[i].manifest().contentDescriptor());
                json.writeObjectFieldStart("platform");
                json.writeStringField("architecture", architecture(i));
                json.writeStringField("os", "linux");
                json.writeEndObject();
                json.writeEndObject();
              }
              json.writeEndArray();
            });
    return new SampleImage(manifest, ImmutableMap.of(), ImmutableList.copyOf(children));
  }

  static void write(JsonGenerator json, String field, Descriptor descriptor) throws IOException {
    Json.writeObject(json, field, each -> write(each, descriptor));
  }

  private static void write(JsonGenerator json, Descriptor descriptor) throws IOException {
    json.writeStringField("mediaType", descriptor.mediaType());
    json.writeNumberField("size", descriptor.size());
    json.writeStringField("digest", descriptor.digest().toString());
  }

  /** An image configuration of layers like these. */
  static byte[] configuration(List<SampleLayer> layers) {
    return Json.bytes(
        json -> {
          json.writeStringField("architecture", "amd64");
          json.writeStringField("os", "linux");
          Json.writeObject(json, "config", none -> {});
          json.writeObjectFieldStart("rootfs");
          json.writeStringField("type", "layers");
          Json.writeStrings(json, "diff_ids", Lists.transform(layers, SampleLayer::diffId));
          json.writeEndObject();
        });
  }

  private static Manifest manifest(String mediaType, Json.Content members) {
    String text =
        Json.prettyObject(
            json -> {
              json.writeNumberField("schemaVersion", 2);
              json.writeStringField("mediaType", mediaType);
              members.writeTo(json);
            });
    return Manifest.of(mediaType, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String architecture(int index) {
    List<String> known = List.of("amd64", "arm", "arm64", "ppc64le", "s390x");
    return known.get(index % known.size());
  }
}

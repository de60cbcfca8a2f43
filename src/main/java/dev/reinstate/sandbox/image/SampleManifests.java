package dev.reinstate.sandbox.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes manifests of schema version 2: Docker's and OCI's. */
final class SampleManifests {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SampleManifests() {}

  /** A manifest of these blobs; the map holds those that a registry has to have. */
  static SampleImage image(ObjectNode manifest, SampleLayer config, List<SampleLayer> layers) {
    manifest.set("config", descriptor(config.descriptor()));
    ArrayNode entries = manifest.putArray("layers");
    ImmutableMap.Builder<DescriptorDigest, byte[]> blobs = ImmutableMap.builder();
    blobs.put(config.descriptor().digest(), config.bytes());
    for (SampleLayer layer : layers) {
      entries.add(descriptor(layer.descriptor()));
      blobs.put(layer.descriptor().digest(), layer.bytes());
    }
    return new SampleImage(finish(manifest), blobs.buildKeepingLast(), ImmutableList.of());
  }

  static SampleImage index(ObjectNode index, SampleImage... children) {
    ArrayNode entries = index.putArray("manifests");
    for (int i = 0; i < children.length; i++) {
      Manifest child = children[i].manifest();
      ObjectNode entry = descriptor(child.contentDescriptor());
      entry.putObject("platform").put("architecture", architecture(i)).put("os", "linux");
      entries.add(entry);
    }
    return new SampleImage(finish(index), ImmutableMap.of(), ImmutableList.copyOf(children));
  }

  static ObjectNode start(String mediaType) {
    return JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", mediaType);
  }

  static ObjectNode descriptor(Descriptor descriptor) {
    return JSON.createObjectNode()
        .put("mediaType", descriptor.mediaType())
        .put("size", descriptor.size())
        .put("digest", descriptor.digest().toString());
  }

  /** An image configuration of layers like these. */
  static byte[] configuration(List<SampleLayer> layers) {
    ObjectNode config = JSON.createObjectNode().put("architecture", "amd64").put("os", "linux");
    config.putObject("config");
    ArrayNode diffIds = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    layers.forEach(layer -> diffIds.add(layer.diffId().toString()));
    return config.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Manifest finish(ObjectNode manifest) {
    return Manifest.of(
        manifest.get("mediaType").asText(),
        manifest.toPrettyString().getBytes(StandardCharsets.UTF_8));
  }

  private static String architecture(int index) {
    List<String> known = List.of("amd64", "arm", "arm64", "ppc64le", "s390x");
    return known.get(index % known.size());
  }
}

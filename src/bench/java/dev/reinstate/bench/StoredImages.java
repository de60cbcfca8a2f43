package dev.reinstate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.sandbox.image.SampleImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Images whose layers are gzip files without compression: gigabytes of them are made in seconds,
 * and no contender can gain by packing them again. The same number gives the same image.
 */
final class StoredImages {

  private static final String CONFIG = "application/vnd.docker.container.image.v1+json";
  private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int layers;
  private final int layerSize;

  /**
   * @param layerSize in bytes, of content
   */
  StoredImages(int layers, int layerSize) {
    this.layers = layers;
    this.layerSize = layerSize;
  }

  SampleImage image(long number) throws IOException {
    SplittableRandom random = new SplittableRandom(number);
    ImmutableMap.Builder<DescriptorDigest, byte[]> blobs = ImmutableMap.builder();
    ImmutableList.Builder<Descriptor> descriptors = ImmutableList.builder();
    ArrayNode diffIds = JSON.createArrayNode();
    for (int i = 0; i < layers; i++) {
      byte[] tar = TarFile.of(random, layerSize);
      byte[] layer = stored(tar);
      Descriptor descriptor = new Descriptor(LAYER, Digests.of(layer), layer.length);
      diffIds.add(Digests.of(tar).toString());
      descriptors.add(descriptor);
      blobs.put(descriptor.digest(), layer);
    }
    byte[] config = config(diffIds);
    Descriptor configDescriptor = new Descriptor(CONFIG, Digests.of(config), config.length);
    blobs.put(configDescriptor.digest(), config);
    Manifest manifest =
        Manifest.of(MediaTypes.DOCKER_MANIFEST, manifest(configDescriptor, descriptors.build()));
    return new SampleImage(manifest, blobs.buildOrThrow(), ImmutableList.of());
  }

  private static byte[] stored(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + content.length / 100);
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.NO_COMPRESSION);
          }
        }) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] config(ArrayNode diffIds) {
    ObjectNode config = JSON.createObjectNode().put("architecture", "amd64").put("os", "linux");
    config.putObject("config");
    config.putObject("rootfs").put("type", "layers").set("diff_ids", diffIds);
    return bytes(config);
  }

  private static byte[] manifest(Descriptor config, ImmutableList<Descriptor> layers) {
    ObjectNode manifest =
        JSON.createObjectNode()
            .put("schemaVersion", 2)
            .put("mediaType", MediaTypes.DOCKER_MANIFEST);
    manifest.set("config", descriptor(config));
    ArrayNode array = manifest.putArray("layers");
    layers.forEach(layer -> array.add(descriptor(layer)));
    return bytes(manifest);
  }

  private static ObjectNode descriptor(Descriptor descriptor) {
    return JSON.createObjectNode()
        .put("mediaType", descriptor.mediaType())
        .put("size", descriptor.size())
        .put("digest", descriptor.digest().toString());
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import com.google.common.io.ByteSource;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A small image, different for every name.
 *
 * @param blobs config and one layer
 */
public record TestImage(Manifest manifest, ImmutableMap<Descriptor, byte[]> blobs) {

  public static TestImage named(String name) {
    byte[] config = "{\"architecture\":\"%s\"}".formatted(name).getBytes(UTF_8);
    byte[] layer = ("layer of " + name).repeat(1000).getBytes(UTF_8);
    String json =
        """
        {"schemaVersion": 2, "mediaType": "%s",
         "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "%s", "size": %d},
         "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "%s", "size": %d}]}
        """
            .formatted(
                MediaTypes.OCI_MANIFEST,
                Digests.of(config),
                config.length,
                Digests.of(layer),
                layer.length);
    return new TestImage(
        Manifest.of(MediaTypes.OCI_MANIFEST, json.getBytes(UTF_8)),
        ImmutableMap.of(descriptor(config), config, descriptor(layer), layer));
  }

  /** The same image as a referrer. */
  TestImage referringTo(Manifest subject) {
    String json =
        new String(manifest.bytes(), UTF_8)
            .strip()
            .replaceAll(
                "}$", ", \"subject\": " + json(subject.mediaType(), subject.digest()) + "}");
    return new TestImage(Manifest.of(MediaTypes.OCI_MANIFEST, json.getBytes(UTF_8)), blobs);
  }

  /** An index of images, as clients keep it where there is no referrers API. */
  static Manifest index(Iterable<DescriptorDigest> images) {
    String json =
        Streams.stream(images)
            .map(image -> json(MediaTypes.OCI_MANIFEST, image))
            .collect(
                Collectors.joining(
                    ",",
                    "{\"schemaVersion\": 2, \"mediaType\": \""
                        + MediaTypes.OCI_INDEX
                        + "\", \"manifests\": [",
                    "]}"));
    return Manifest.of(MediaTypes.OCI_INDEX, json.getBytes(UTF_8));
  }

  private static String json(String mediaType, DescriptorDigest digest) {
    return "{\"mediaType\": \"%s\", \"digest\": \"%s\", \"size\": 7}".formatted(mediaType, digest);
  }

  Descriptor layer() {
    return blobs.keySet().asList().get(1);
  }

  byte[] layerBytes() {
    return blobs.get(layer());
  }

  void uploadBlobs(ImageWriter writer, Repository repository) throws IOException {
    for (Map.Entry<Descriptor, byte[]> blob : blobs.entrySet()) {
      writer.uploadBlob(
          repository, blob.getKey(), ByteSource.wrap(blob.getValue()), Optional.empty());
    }
  }

  PutResult push(ImageWriter writer, Repository repository, String reference) throws IOException {
    uploadBlobs(writer, repository);
    return manifest.digest().toString().equals(reference)
        ? writer.putManifest(repository, manifest)
        : writer.putManifest(repository, TestTag.fresh(reference), manifest);
  }

  private static Descriptor descriptor(byte[] bytes) {
    return new Descriptor("application/octet-stream", Digests.of(bytes), bytes.length);
  }
}

package dev.reinstate.signature.attached;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;

/** A repository in memory that counts what is read of it. */
final class HeldImages implements ImageReader {

  private final Map<DescriptorDigest, Manifest> manifests = new HashMap<>();
  private final Map<DescriptorDigest, byte[]> blobs = new HashMap<>();
  private int reads;

  /** How many manifests and blobs were asked for. */
  int reads() {
    return reads;
  }

  DescriptorDigest add(String manifest) {
    Manifest held = Manifest.of(MediaTypes.OCI_MANIFEST, manifest.getBytes(UTF_8));
    manifests.put(held.digest(), held);
    return held.digest();
  }

  /** A manifest with one layer, which is there. */
  DescriptorDigest add(String mediaType, String layer, String annotations) {
    return add("{\"layers\":[" + layer(mediaType, layer, annotations) + "]}");
  }

  /** A layer that is there, as a descriptor. */
  String layer(String mediaType, String content, String annotations) {
    byte[] bytes = content.getBytes(UTF_8);
    blobs.put(Digests.of(bytes), bytes);
    return descriptor(mediaType, Digests.of(bytes), bytes.length, annotations);
  }

  static String descriptor(
      String mediaType, DescriptorDigest digest, long size, String annotations) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"annotations\":%s}"
        .formatted(mediaType, digest, size, annotations);
  }

  @Override
  public Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException {
    reads++;
    if (!manifests.containsKey(digest)) {
      throw new NoSuchFileException(repository + "@" + digest);
    }
    return manifests.get(digest);
  }

  @Override
  public InputStream blob(Repository repository, Descriptor blob) throws IOException {
    reads++;
    if (!blobs.containsKey(blob.digest())) {
      throw new NoSuchFileException(repository + "@" + blob.digest());
    }
    return new ByteArrayInputStream(blobs.get(blob.digest()));
  }
}

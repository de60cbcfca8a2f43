package dev.reinstate.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ConcurrentHashMultiset;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multiset;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.RepositoryReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Registries with Google's listing, behind the ports; counts what is asked of it. */
public final class FakeRegistry implements RepositoryReader, ImageReader {

  /** Everything that was read: {@code manifest@sha256:…} or {@code blob@sha256:…}. */
  public final Multiset<String> reads = ConcurrentHashMultiset.create();

  private final Map<Repository, Map<DescriptorDigest, Manifest>> images = new TreeMap<>();
  private final Map<Repository, Map<String, DescriptorDigest>> tags = new HashMap<>();
  private final Map<Repository, Map<DescriptorDigest, byte[]>> blobs = new HashMap<>();
  private final Map<Repository, String> unreadable = new HashMap<>();
  private Runnable onRead = () -> {};
  private final Set<String> strangeChildren = new HashSet<>();

  /** Pushes an image of one config and some layers, each given as text. */
  public Manifest push(String repository, String tag, String... layers) {
    return push(repository, tag, image(repository, layers));
  }

  public Manifest push(String repository, String tag, Manifest manifest) {
    Repository name = Repository.parse(repository);
    images.computeIfAbsent(name, r -> new LinkedHashMap<>()).put(manifest.digest(), manifest);
    if (!tag.isEmpty()) {
      tags.computeIfAbsent(name, r -> new LinkedHashMap<>()).put(tag, manifest.digest());
    }
    return manifest;
  }

  /** An image whose blobs are pushed. */
  public Manifest image(String repository, String... layers) {
    Descriptor config = pushBlob(repository, "config of " + Arrays.toString(layers));
    String json =
        Arrays.stream(layers)
            .map(layer -> json(pushBlob(repository, layer)))
            .collect(Collectors.joining(","));
    return Manifest.of(
        MediaTypes.OCI_MANIFEST,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(MediaTypes.OCI_MANIFEST, json(config), json)
            .getBytes(UTF_8));
  }

  /** An image that other tools understand. */
  public Manifest runnable(String repository) {
    Descriptor config =
        pushBlob(
            repository,
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
                + "\"diff_ids\":[]}}");
    return Manifest.of(
        MediaTypes.OCI_MANIFEST,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[]}"
            .formatted(
                MediaTypes.OCI_MANIFEST,
                json(
                    new Descriptor(
                        "application/vnd.oci.image.config.v1+json",
                        config.digest(),
                        config.size())))
            .getBytes(UTF_8));
  }

  public static Manifest index(Manifest... children) {
    String json =
        Arrays.stream(children)
            .map(child -> json(child.contentDescriptor()))
            .collect(Collectors.joining(","));
    return Manifest.of(
        MediaTypes.OCI_INDEX,
        "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(json).getBytes(UTF_8));
  }

  public static String json(Descriptor descriptor) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
  }

  public Descriptor pushBlob(String repository, String content) {
    byte[] bytes = content.getBytes(UTF_8);
    DescriptorDigest digest = Digests.of(bytes);
    blobs.computeIfAbsent(Repository.parse(repository), r -> new HashMap<>()).put(digest, bytes);
    return new Descriptor("application/octet-stream", digest, bytes.length);
  }

  public void deleteBlob(String repository, String content) {
    blobs.get(Repository.parse(repository)).remove(Digests.of(content.getBytes(UTF_8)));
  }

  public void delete(String repository) {
    images.remove(Repository.parse(repository));
    tags.remove(Repository.parse(repository));
  }

  public void breakDown(String repository, String reason) {
    unreadable.put(Repository.parse(repository), reason);
  }

  /** Runs before every answer to a request for a manifest or blob. */
  public void onRead(Runnable action) {
    onRead = action;
  }

  public void listStrangeChild(String name) {
    strangeChildren.add(name);
  }

  @Override
  public LiveRepository read(Repository repository, Expectation expectation) {
    if (unreadable.containsKey(repository)) {
      return new LiveRepository.Unreadable(unreadable.get(repository));
    }
    ImmutableSet.Builder<String> children = ImmutableSet.builder();
    String below = repository.path() + "/";
    for (Repository other : images.keySet()) {
      if (other.host().equals(repository.host()) && other.path().startsWith(below)) {
        children.add(other.path().substring(below.length()).split("/", 2)[0]);
      }
    }
    return new LiveRepository.Contents(
        ImmutableSet.copyOf(images.getOrDefault(repository, Map.of()).keySet()),
        ImmutableMap.copyOf(tags.getOrDefault(repository, Map.of())),
        ImmutableSet.of(),
        children.addAll(strangeChildren).build());
  }

  @Override
  public Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException {
    onRead.run();
    reads.add("manifest@" + digest);
    Manifest manifest = images.getOrDefault(repository, Map.of()).get(digest);
    if (manifest == null) {
      throw new NoSuchFileException(repository + "@" + digest);
    }
    return manifest;
  }

  @Override
  public InputStream blob(Repository repository, Descriptor blob) throws IOException {
    onRead.run();
    reads.add("blob@" + blob.digest());
    byte[] bytes = blobs.getOrDefault(repository, Map.of()).get(blob.digest());
    if (bytes == null) {
      throw new NoSuchFileException(repository + "@" + blob.digest());
    }
    return new ByteArrayInputStream(bytes);
  }
}

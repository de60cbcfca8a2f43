package dev.reinstate.endtoend;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import dev.reinstate.image.Manifest;
import dev.reinstate.registry.DamagedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Images of every kind in three regions and in staging, damaged behind the registries' back, and
 * what the registries hold against what was put into them.
 */
final class DamagedRegions implements AutoCloseable {

  static final ImmutableList<String> REGIONS =
      ImmutableList.of("asia.example", "eu.example", "us.example");
  static final String STAGING = "staging.example";

  /** In the snapshot store, too, something may be gone or rotten. */
  private static final int STORE = 1 << 4;

  enum Kind {
    REMOVED,
    FLIPPED,
    CUT
  }

  /**
   * One thing that happens.
   *
   * @param object the number of a manifest or blob
   * @param places a bit for each region, staging and the snapshot store
   * @param everywhere whether in each repository of a host that has it
   */
  record Damage(Kind kind, int object, int places, boolean everywhere) {}

  /** A manifest or blob in a repository, {@code host/path}. */
  record Held(String host, String path, DescriptorDigest digest) implements Comparable<Held> {
    String repository() {
      return host + "/" + path;
    }

    @Override
    public String toString() {
      return repository() + "@" + digest;
    }

    @Override
    public int compareTo(Held other) {
      return toString().compareTo(other.toString());
    }
  }

  /** What is wrong, by the word of its finding. */
  record Wrong(String kind, String repository, DescriptorDigest digest)
      implements Comparable<Wrong> {
    @Override
    public int compareTo(Wrong other) {
      return toString().compareTo(other.toString());
    }
  }

  private record Promoted(String path, SampleImage image, ImmutableList<SampleImage> attached) {}

  private final World world;
  private final boolean snapshot;
  private final SampleImages samples = new SampleImages(141);
  private final SampleImage single = samples.docker(300, 200);
  private final SampleImage list = samples.dockerList(samples.docker(100), samples.docker(120));
  private final SampleImage foreign = samples.foreignLayer(50, 90);
  private final SampleImage child = samples.oci(110, 70);
  private final SampleImage index = samples.ociIndex(child, samples.zstd(90));
  private final SampleImage narrow = samples.ociIndex(child);
  private final SampleImage signature = samples.cosignSignature(single);
  private final SampleImage sbom = samples.referrer(index, "application/spdx+json", 80);
  private final ImmutableList<Promoted> promoted =
      ImmutableList.of(
          new Promoted("app", single, ImmutableList.of(signature)),
          new Promoted("app", list, ImmutableList.of()),
          new Promoted("app", foreign, ImmutableList.of()),
          new Promoted("lib", index, ImmutableList.of(sbom)),
          new Promoted("lib", narrow, ImmutableList.of()),
          new Promoted("lib", single, ImmutableList.of()));

  /** Bytes by digest, and which of them are manifests. */
  private final Map<DescriptorDigest, byte[]> truth = new LinkedHashMap<>();

  private final Map<DescriptorDigest, SampleImage> manifests = new LinkedHashMap<>();
  private final Set<DescriptorDigest> children = new LinkedHashSet<>();
  private final Set<DescriptorDigest> brokenInStore = new LinkedHashSet<>();

  /**
   * Promotes everything.
   *
   * @param snapshot whether one is taken while all is well
   */
  DamagedRegions(Path directory, EmbeddedRegistryOptions options, boolean snapshot)
      throws IOException {
    this.world = new World(directory, options);
    this.snapshot = snapshot;
    ManifestFile manifest =
        world.manifest(
            STAGING + "/team", REGIONS.stream().map(h -> h + "/prod").toArray(String[]::new));
    int number = 0;
    for (Promoted each : promoted) {
      learn(each.image());
      each.attached().forEach(this::learn);
      String tag = "v" + number++;
      manifest.promote(each.path(), each.image().digest(), tag, "also-" + tag);
      world.put(STAGING + "/team/" + each.path(), each.image());
      for (String region : REGIONS) {
        String repository = region + "/prod/" + each.path();
        world.put(repository, each.image(), tag, "also-" + tag);
        if (each.attached().contains(signature)) {
          world.put(repository, signature, single.signatureTag());
        } else {
          each.attached().forEach(attached -> world.put(repository, attached));
        }
      }
    }
    if (snapshot) {
      world.takeSnapshot();
    }
  }

  private void learn(SampleImage image) {
    manifests.put(image.digest(), image);
    truth.put(image.digest(), image.manifest().bytes());
    truth.putAll(image.blobs());
    for (SampleImage part : image.children()) {
      children.add(part.digest());
      learn(part);
    }
  }

  World world() {
    return world;
  }

  /** Of tags those that no manifest and no snapshot names. */
  Set<String> unknownTags(Set<String> tags) {
    return snapshot ? Set.of() : Sets.filter(tags, tag -> tag.endsWith(single.signatureTag()));
  }

  /** A scrub a minute after the last, which knows the snapshot store if there is one. */
  Run scrub(String... more) {
    world.pass(Duration.ofMinutes(1));
    return snapshot
        ? world.scrub(more)
        : world.run(
            Stream.of(Stream.of("scrub"), Stream.of(world.options()), Stream.of(more))
                .flatMap(words -> words)
                .filter(word -> !word.startsWith("--snapshot"))
                .toArray(String[]::new));
  }

  /** How many images have to be whole. */
  int images() {
    return promoted.size() * REGIONS.size();
  }

  void suffer(Damage damage) throws IOException {
    DescriptorDigest digest = List.copyOf(truth.keySet()).get(damage.object() % truth.size());
    List<String> hosts = new ArrayList<>(REGIONS);
    hosts.add(STAGING);
    for (int i = 0; i < hosts.size(); i++) {
      if ((damage.places() & 1 << i) != 0) {
        suffer(damage, hosts.get(i), digest);
      }
    }
    Path stored = new StoredFiles(world.snapshot()).blob(digest.toString());
    if ((damage.places() & STORE) != 0 && snapshot && Files.exists(stored)) {
      byte[] bytes = Files.readAllBytes(stored);
      Files.delete(stored);
      if (damage.kind() != Kind.REMOVED) {
        Files.write(stored, changed(damage.kind(), bytes));
      }
      brokenInStore.add(digest);
    }
  }

  private void suffer(Damage damage, String host, DescriptorDigest digest) {
    RegistryContents contents = world.contents(host);
    boolean blob = !manifests.containsKey(digest);
    boolean all = damage.everywhere() || (blob && damage.kind() != Kind.REMOVED);
    contents.state().entrySet().stream()
        .filter(
            each -> (blob ? each.getValue().blobs() : each.getValue().images()).contains(digest))
        .map(Map.Entry::getKey)
        .limit(all ? Long.MAX_VALUE : 1)
        .forEach(
            path -> {
              if (blob) {
                byte[] bytes = contents.blob(path, digest).orElseThrow();
                if (damage.kind() == Kind.REMOVED) {
                  contents.deleteBlob(path, digest);
                } else {
                  contents.putBlob(path, digest, changed(damage.kind(), bytes));
                }
              } else if (damage.kind() == Kind.REMOVED) {
                contents.deleteManifest(path, digest);
              } else {
                Manifest there = contents.manifest(path, digest).orElseThrow();
                contents.putManifest(
                    path,
                    new Manifest(digest, there.mediaType(), changed(damage.kind(), there.bytes())));
              }
            });
  }

  private static byte[] changed(Kind kind, byte[] bytes) {
    if (kind == Kind.CUT || bytes.length == 0) {
      return Arrays.copyOf(bytes, bytes.length / 2);
    }
    return DamagedRegistry.flipped(bytes);
  }

  /** Every byte of all registries, by where it is. */
  ImmutableMap<Held, String> everything() {
    Map<Held, String> all = new TreeMap<>();
    world
        .state()
        .forEach(
            (host, repositories) ->
                repositories.forEach(
                    (path, state) -> {
                      RegistryContents contents = world.contents(host);
                      state
                          .images()
                          .forEach(
                              digest ->
                                  all.put(
                                      new Held(host, path, digest),
                                      Arrays.toString(
                                          contents.manifest(path, digest).orElseThrow().bytes())));
                      state
                          .blobs()
                          .forEach(
                              digest ->
                                  all.put(
                                      new Held(host, path, digest),
                                      Arrays.toString(contents.blob(path, digest).orElseThrow())));
                    }));
    return ImmutableMap.copyOf(all);
  }

  /** Whether these are the bytes that were put there. */
  boolean isRight(Held held, String bytes) {
    return Arrays.toString(truth.get(held.digest())).equals(bytes);
  }

  private Optional<byte[]> read(Held held) {
    RegistryContents contents = world.contents(held.host());
    return manifests.containsKey(held.digest())
        ? contents.manifest(held.path(), held.digest()).map(Manifest::bytes)
        : contents.blob(held.path(), held.digest());
  }

  boolean isRight(Held held) {
    return read(held).filter(bytes -> Arrays.equals(bytes, truth.get(held.digest()))).isPresent();
  }

  /** Images of which not every byte that can be reached is right, by repository and digest. */
  ImmutableSortedSet<String> broken() {
    ImmutableSortedSet.Builder<String> broken = ImmutableSortedSet.naturalOrder();
    eachImage(
        (held, wrong) -> {
          if (!wrong.isEmpty()) {
            broken.add(held.toString());
          }
        },
        true);
    return broken.build();
  }

  /**
   * Everything a scrub can see to be wrong.
   *
   * @param byBytes whether blobs of the right size are read too
   */
  ImmutableSortedSet<Wrong> visible(boolean byBytes) {
    ImmutableSortedSet.Builder<Wrong> all = ImmutableSortedSet.naturalOrder();
    eachImage((held, wrong) -> all.addAll(wrong), byBytes);
    return all.build();
  }

  private interface Each {
    void image(Held held, Set<Wrong> wrong);
  }

  private void eachImage(Each each, boolean byBytes) {
    for (String region : REGIONS) {
      for (Promoted image : promoted) {
        Held held = new Held(region, "prod/" + image.path(), image.image().digest());
        Set<Wrong> wrong = new LinkedHashSet<>();
        collect(held, image.image(), byBytes, wrong);
        if (snapshot) {
          for (SampleImage attached : image.attached()) {
            collect(new Held(region, held.path(), attached.digest()), attached, byBytes, wrong);
          }
        }
        each.image(held, wrong);
      }
    }
  }

  private void collect(Held held, SampleImage image, boolean byBytes, Set<Wrong> wrong) {
    Optional<byte[]> bytes = read(held);
    boolean right = isRight(held);
    if (!right) {
      String kind =
          bytes.isPresent()
              ? "manifest-damaged"
              : children.contains(held.digest()) ? "child-missing" : "manifest-missing";
      wrong.add(new Wrong(kind, held.repository(), held.digest()));
      if (!snapshot || brokenInStore.contains(held.digest())) {
        return;
      }
    }
    for (SampleImage part : image.children()) {
      collect(new Held(held.host(), held.path(), part.digest()), part, byBytes, wrong);
    }
    for (DescriptorDigest blob : image.blobs().keySet()) {
      Held where = new Held(held.host(), held.path(), blob);
      Optional<byte[]> found = read(where);
      if (found.isEmpty()) {
        wrong.add(new Wrong("blob-missing", where.repository(), blob));
      } else if (!isRight(where) && (byBytes || found.get().length != truth.get(blob).length)) {
        wrong.add(new Wrong("blob-damaged", where.repository(), blob));
      }
    }
  }

  /**
   * Whether anybody who may be asked has the right bytes, and of a manifest of all that it refers
   * to: none is put without that.
   */
  boolean isToBeHad(DescriptorDigest digest) {
    SampleImage image = manifests.get(digest);
    return hasRightBytes(digest)
        && (image == null
            || (image.children().stream().allMatch(child -> isToBeHad(child.digest()))
                && image.blobs().keySet().stream().allMatch(this::isToBeHad)));
  }

  private boolean hasRightBytes(DescriptorDigest digest) {
    boolean live =
        everything().entrySet().stream()
            .anyMatch(
                each ->
                    each.getKey().digest().equals(digest)
                        && isRight(each.getKey(), each.getValue()));
    return live || (snapshot && !brokenInStore.contains(digest));
  }

  @Override
  public void close() throws IOException {
    world.close();
  }
}

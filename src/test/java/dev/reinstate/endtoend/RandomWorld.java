package dev.reinstate.endtoend;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.reinstate.cli.console.ExitCode;
import dev.reinstate.image.Repository;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Two destinations with images of many kinds, a snapshot of them, and damage. It keeps its own
 * books of what manifests and snapshot say of each tag, to judge what the program did with it.
 */
final class RandomWorld implements AutoCloseable {

  static final ImmutableList<String> HOSTS = ImmutableList.of("us.example", "eu.example");
  static final ImmutableList<String> NAMES = ImmutableList.of("app", "lib");
  private static final String UNREADABLE = "prod/lib";

  /** What can happen to an image, its tag or its manifest. */
  enum Kind {
    MANIFEST_DELETED,
    DELETED_WITH_BLOBS,
    UNTAGGED,
    TAG_MOVED,
    STRANGER_TAGGED,
    LOST_BY_STAGING,
    DROPPED_FROM_MANIFEST,
    MOVED_IN_MANIFEST,
    PROMOTED_AND_LOST,
    HOST_PARTLY_UNREADABLE
  }

  /**
   * One misfortune; numbers are taken modulo what there is.
   *
   * @param other the image a tag is moved to
   */
  record Damage(Kind kind, int host, int name, int image, int other) {}

  /** A tag that a manifest wants on an image. */
  record Wanted(Repository repository, String tag, DescriptorDigest digest) {}

  /** An image in every destination. */
  private record Placed(SampleImage image, String tag, boolean managed) {
    boolean isTagged() {
      return !tag.isEmpty();
    }
  }

  private final SampleImages samples = new SampleImages(17);
  private final World world;
  private final ManifestFile manifest;
  private final Map<String, ImmutableList<Placed>> placed = new TreeMap<>();
  private final Map<Repository, Map<String, DescriptorDigest>> desired = new TreeMap<>();
  private final Map<Repository, Map<String, DescriptorDigest>> agreed = new TreeMap<>();
  private boolean partlyUnreadable;

  RandomWorld(Path directory, EmbeddedRegistryOptions options) throws IOException {
    world = new World(directory, options);
    manifest = world.manifest("staging.example/team", "us.example/prod", "eu.example/prod");
    for (String name : NAMES) {
      placed.put(name, images());
      for (Placed each : placed.get(name)) {
        place(name, each);
      }
    }
    world.takeSnapshot().endsWith(ExitCode.DONE);
    HOSTS.forEach(
        host ->
            world
                .contents(host)
                .state()
                .forEach(
                    (path, held) ->
                        agreed.put(new Repository(host, path), new TreeMap<>(held.tags()))));
  }

  World world() {
    return world;
  }

  /** Whether one repository cannot be read any more. */
  boolean isPartlyUnreadable() {
    return partlyUnreadable;
  }

  boolean isUnreadable(Repository repository) {
    return partlyUnreadable && repository.equals(new Repository("eu.example", UNREADABLE));
  }

  /** The tag table of the design, for a tag that had one value and has another. */
  boolean mayMove(
      Repository repository,
      String tag,
      DescriptorDigest from,
      DescriptorDigest to,
      boolean allowTagMoves,
      boolean restoreUnmanaged) {
    DescriptorDigest wanted = desired.getOrDefault(repository, Map.of()).get(tag);
    DescriptorDigest before = agreed.getOrDefault(repository, Map.of()).get(tag);
    if (wanted != null) {
      boolean drifted = before == null || before.equals(wanted);
      return to.equals(wanted) && (drifted || (allowTagMoves && from.equals(before)));
    }
    return restoreUnmanaged && to.equals(before) && !isManaged(tag);
  }

  private static boolean isManaged(String tag) {
    return tag.matches("v[0-9]");
  }

  /** What the manifests want and the registries themselves do not hold. */
  ImmutableSet<Wanted> lacking() {
    ImmutableSet.Builder<Wanted> lacking = ImmutableSet.builder();
    desired.forEach(
        (repository, tags) ->
            tags.forEach(
                (tag, digest) -> {
                  RegistryContents contents = world.contents(repository.host());
                  boolean there =
                      contents.manifest(repository.path(), digest).isPresent()
                          && contents.resolve(repository.path(), tag).equals(Optional.of(digest));
                  if (!there) {
                    lacking.add(new Wanted(repository, tag, digest));
                  }
                }));
    return lacking.build();
  }

  /** The value that a tag may be given when it has none. */
  boolean mayAdd(Repository repository, String tag, DescriptorDigest digest) {
    DescriptorDigest wanted = desired.getOrDefault(repository, Map.of()).get(tag);
    DescriptorDigest before = agreed.getOrDefault(repository, Map.of()).get(tag);
    return digest.equals(wanted != null ? wanted : before);
  }

  void suffer(Damage damage) throws IOException {
    String host = HOSTS.get(damage.host() % HOSTS.size());
    String name = NAMES.get(damage.name() % NAMES.size());
    ImmutableList<Placed> images = placed.get(name);
    Placed image = images.get(damage.image() % images.size());
    Placed other = images.get(damage.other() % images.size());
    String path = "prod/" + name;
    RegistryContents contents = world.contents(host);
    switch (damage.kind()) {
      case MANIFEST_DELETED -> contents.deleteManifest(path, image.image().digest());
      case DELETED_WITH_BLOBS -> {
        ownBlobs(image, images).forEach(blob -> contents.deleteBlob(path, blob));
        contents.deleteManifest(path, image.image().digest());
      }
      case UNTAGGED -> contents.untag(path, image.tag());
      case TAG_MOVED -> moveTag(contents, path, image, other);
      case STRANGER_TAGGED -> contents.put(path, samples.oci(50), "stranger");
      case LOST_BY_STAGING ->
          world.contents("staging.example").deleteManifest("team/" + name, image.image().digest());
      case DROPPED_FROM_MANIFEST -> drop(name, image);
      case MOVED_IN_MANIFEST -> moveInManifest(name, image, other);
      case PROMOTED_AND_LOST -> promote(name, samples.oci(50).digest(), "lost-" + damage.image());
      case HOST_PARTLY_UNREADABLE -> refuse();
    }
  }

  private ImmutableList<Placed> images() {
    SampleImage child = samples.oci(60);
    SampleImage index = samples.ociIndex(child, samples.docker(60));
    SampleImage signed = samples.oci(60, 30);
    return ImmutableList.of(
        new Placed(samples.docker(60), "v0", true),
        new Placed(index, "v1", true),
        new Placed(signed, "v2", true),
        new Placed(child, "", false),
        new Placed(samples.cosignSignature(signed), signed.signatureTag(), false),
        new Placed(samples.referrer(signed, "application/spdx+json", 60), "", false),
        new Placed(samples.docker(60), "dev", false));
  }

  private void place(String name, Placed each) throws IOException {
    String[] tags = each.isTagged() ? new String[] {each.tag()} : new String[0];
    HOSTS.forEach(host -> world.put(host + "/prod/" + name, each.image(), tags));
    if (each.managed()) {
      world.put("staging.example/team/" + name, each.image());
      promote(name, each.image().digest(), each.tag());
    }
  }

  private void promote(String name, DescriptorDigest digest, String tag) throws IOException {
    manifest.move(name, tag, digest);
    HOSTS.forEach(host -> desiredTags(host, name).put(tag, digest));
  }

  private void drop(String name, Placed image) throws IOException {
    manifest.drop(name, image.image().digest());
    HOSTS.forEach(
        host -> desiredTags(host, name).values().removeIf(image.image().digest()::equals));
  }

  private void moveInManifest(String name, Placed image, Placed to) throws IOException {
    if (image.managed() && to.managed()) {
      promote(name, to.image().digest(), image.tag());
    }
  }

  private Map<String, DescriptorDigest> desiredTags(String host, String name) {
    return desired.computeIfAbsent(
        new Repository(host, "prod/" + name), repository -> new TreeMap<>());
  }

  private static void moveTag(RegistryContents contents, String path, Placed image, Placed to) {
    boolean there = contents.manifest(path, to.image().digest()).isPresent();
    if (image.isTagged() && there) {
      contents.tag(path, image.tag(), to.image().digest());
    }
  }

  /** Not the empty config that signature and referrer share. */
  private static Set<DescriptorDigest> ownBlobs(Placed image, List<Placed> all) {
    Set<DescriptorDigest> others = new HashSet<>();
    all.stream()
        .filter(each -> !each.equals(image))
        .forEach(each -> others.addAll(each.image().blobs().keySet()));
    return Sets.difference(image.image().blobs().keySet(), others);
  }

  private void refuse() {
    partlyUnreadable = true;
    world
        .registry("eu.example")
        .faults()
        .always(
            target -> target.repository().equals(UNREADABLE),
            new Fault.Refusal(403, "DENIED", ImmutableMap.of()));
  }

  @Override
  public void close() throws IOException {
    world.close();
  }
}

package dev.reinstate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.audit.followed.ReferenceState;
import dev.reinstate.audit.followed.ReferenceStateSource;
import dev.reinstate.audit.push.Delivery;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.ManifestReferences;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import dev.reinstate.snapshot.SnapshotStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Manifests, a snapshot, registries and an auditor that knows them; time passes as it is told. */
public final class AuditScene {

  public static final String PROD = "us.gcr.io/prod/app";
  public static final String STAGING = "gcr.io/k8s-staging-app/app";
  static final ImmutableList<String> RECONCILE =
      ImmutableList.of("reinstate", "reconcile", "--thin-manifest-dir=k8s.gcr.io");

  public final HeldImages registries = new HeldImages();
  final List<Duration> pauses = new ArrayList<>();
  volatile Instant now = Instant.parse("2026-11-23T02:00:00Z");

  private final Map<Repository, Map<DescriptorDigest, TreeSet<String>>> desired = new TreeMap<>();
  private final Map<Repository, Map<DescriptorDigest, MergeBaseImage>> agreedImages =
      new TreeMap<>();
  private final Map<Repository, Map<String, MergeBaseTag>> agreedTags = new TreeMap<>();
  private final AtomicInteger messages = new AtomicInteger();
  private Optional<SnapshotStore> journal = Optional.empty();
  private Optional<ReferenceState> reference = Optional.empty();
  private Optional<Auditor> auditor = Optional.empty();

  /** Has a manifest list an image. */
  public AuditScene list(String repository, SampleImage image, String... tags) {
    desired
        .computeIfAbsent(Repository.parse(repository), any -> new TreeMap<>(Digests.ORDER))
        .computeIfAbsent(image.digest(), any -> new TreeSet<>())
        .addAll(List.of(tags));
    reference = Optional.empty();
    return this;
  }

  /** Has the snapshot know an image with its children, and where these tags pointed. */
  public AuditScene agree(String repository, SampleImage image, String... tags) {
    image.children().forEach(child -> agree(repository, child));
    Repository where = Repository.parse(repository);
    agreedImages
        .computeIfAbsent(where, any -> new TreeMap<>(Digests.ORDER))
        .put(image.digest(), agreed(image));
    for (String tag : tags) {
      agreedTags
          .computeIfAbsent(where, any -> new TreeMap<>())
          .put(tag, new MergeBaseTag(image.digest(), /* managed= */ false));
    }
    reference = Optional.empty();
    return this;
  }

  /** Has the snapshot list an image whose manifest it could not read. */
  public AuditScene agreeUnread(String repository, SampleImage image) {
    agreedImages
        .computeIfAbsent(Repository.parse(repository), any -> new TreeMap<>(Digests.ORDER))
        .put(
            image.digest(),
            new MergeBaseImage(
                new Descriptor("application/octet-stream", image.digest(), Descriptor.UNKNOWN_SIZE),
                /* managed= */ true,
                /* held= */ false,
                ImmutableList.of(),
                Optional.empty()));
    reference = Optional.empty();
    return this;
  }

  private static MergeBaseImage agreed(SampleImage image) {
    try {
      return new MergeBaseImage(
          image.manifest().contentDescriptor(),
          /* managed= */ false,
          /* held= */ true,
          image.children().stream()
              .map(SampleImage::digest)
              .collect(ImmutableList.toImmutableList()),
          ManifestReferences.of(image.manifest()).subject());
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  AuditScene journal(SnapshotStore store) {
    journal = Optional.of(store);
    return this;
  }

  public ReferenceState reference() {
    if (reference.isEmpty()) {
      reference = Optional.of(new ReferenceState(desired(), agreed(), Optional.of("c0ffee")));
    }
    return reference.get();
  }

  public DesiredState desired() {
    ImmutableSortedMap.Builder<Repository, DesiredRepository> repositories =
        ImmutableSortedMap.naturalOrder();
    ImmutableSortedSet.Builder<RegistryPrefix> destinations = ImmutableSortedSet.naturalOrder();
    desired.forEach(
        (repository, images) -> {
          RegistryPrefix destination = new RegistryPrefix(repository.host(), "prod");
          destinations.add(destination);
          repositories.put(
              repository,
              new DesiredRepository(
                  destination,
                  new TaggedImages(images),
                  ImmutableList.of(Repository.parse(STAGING)),
                  Optional.empty()));
        });
    return new DesiredState(repositories.buildOrThrow(), destinations.build());
  }

  private MergeBase agreed() {
    ImmutableSortedMap.Builder<Repository, MergeBaseRepository> repositories =
        ImmutableSortedMap.naturalOrder();
    agreedImages.forEach(
        (repository, images) ->
            repositories.put(
                repository,
                new MergeBaseRepository(
                    ImmutableSortedMap.copyOf(images, Digests.ORDER),
                    ImmutableSortedMap.copyOf(agreedTags.getOrDefault(repository, Map.of())))));
    return new MergeBase(repositories.buildOrThrow());
  }

  /** The auditor; the same one until the scene is told otherwise. */
  public Auditor auditor() {
    if (auditor.isEmpty()) {
      auditor = Optional.of(auditor(registries));
    }
    return auditor.get();
  }

  /** An auditor of this scene that reads images elsewhere. */
  public Auditor auditor(ImageReader images) {
    return auditor(this::reference, images);
  }

  /** An auditor of this scene that knows another truth. */
  public Auditor auditor(ReferenceStateSource truths, ImageReader images) {
    return new Auditor(truths, images, journal, RECONCILE, new FanOut(8), () -> now, this::pause);
  }

  private void pause(Duration duration) {
    pauses.add(duration);
    now = now.plus(duration);
  }

  public void pass(Duration duration) {
    now = now.plus(duration);
  }

  public AuditRecord inserted(String repository, SampleImage image) throws IOException {
    return judge(insert(repository, image));
  }

  public AuditRecord inserted(String repository, SampleImage image, String tag) throws IOException {
    return judge(insert(repository, image, tag));
  }

  public AuditRecord deleted(String repository, SampleImage image) throws IOException {
    return judge(
        "{\"action\":\"DELETE\",\"digest\":\"%s@%s\"}".formatted(repository, image.digest()));
  }

  public AuditRecord deleted(String repository, String tag) throws IOException {
    return judge("{\"action\":\"DELETE\",\"tag\":\"%s:%s\"}".formatted(repository, tag));
  }

  public static String insert(String repository, SampleImage image) {
    return "{\"action\":\"INSERT\",\"digest\":\"%s@%s\"}".formatted(repository, image.digest());
  }

  public static String insert(String repository, SampleImage image, String tag) {
    return "{\"action\":\"INSERT\",\"digest\":\"%s@%s\",\"tag\":\"%s:%s\"}"
        .formatted(repository, image.digest(), repository, tag);
  }

  /** The verdict on a message that is published now. */
  public AuditRecord judge(String data) throws IOException {
    return auditor().handle(delivery(data.getBytes(UTF_8)));
  }

  public Delivery delivery(byte[] data) {
    return new Delivery(String.valueOf(messages.incrementAndGet()), now, data, Optional.empty());
  }
}

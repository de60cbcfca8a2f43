package dev.reinstate.snapshot.take;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.SetMultimap;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.snapshot.BrokenImage;
import dev.reinstate.snapshot.FakeRegistry;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.history.SnapshotReader;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What registries say of referrers is checked against the referrers themselves. */
final class LiveReferrersTest {

  private static final Repository REPOSITORY = Repository.parse("us.example/prod/pause");

  @TempDir Path directory;
  private final FakeRegistry registry = new FakeRegistry();

  @Test
  void aReferrerIsRecordedWithWhatItRefersTo() throws IOException {
    Manifest image = registry.push(REPOSITORY.toString(), "3.9", "layer");
    Manifest referrer = registry.push(REPOSITORY.toString(), "", referrer(image.digest(), "sbom"));
    SnapshotTaken taken = take(ImmutableSetMultimap.of(image.digest(), referrer.digest()));

    assertTrue(taken.root().complete(), taken.root().toString());
    MergeBaseImage known = agreed().images().get(referrer.digest());
    assertEquals(Optional.of(image.digest()), known.subject());
    assertTrue(known.held());
  }

  @Test
  void whatIsListedAndDoesNotReferToTheImageIsNamedAndNotRecorded() throws IOException {
    Manifest image = registry.push(REPOSITORY.toString(), "3.9", "layer");
    Manifest stranger = registry.push(REPOSITORY.toString(), "", "stranger");
    Manifest others =
        registry.push(REPOSITORY.toString(), "", referrer(stranger.digest(), "of another"));
    SnapshotTaken taken =
        take(
            ImmutableSetMultimap.of(
                image.digest(), stranger.digest(), image.digest(), others.digest()));

    String why = taken.root().unreadable().get(REPOSITORY);
    assertTrue(why.startsWith("its referrers: the registry lists sha256:"), why);
    assertTrue(why.endsWith("for " + image.digest() + ", which is not its subject"), why);
    assertEquals(ImmutableSet.of(image.digest()), agreed().images().keySet());
    assertEquals(image.digest(), agreed().tags().get("3.9").digest());
  }

  @Test
  void oneThatIsListedAndCannotBeReadIsBroken() throws IOException {
    Manifest image = registry.push(REPOSITORY.toString(), "3.9", "layer");
    DescriptorDigest gone = Digests.of("gone".getBytes(UTF_8));
    SnapshotTaken taken = take(ImmutableSetMultimap.of(image.digest(), gone));

    BrokenImage broken = Iterables.getOnlyElement(taken.root().broken());
    assertEquals(gone, broken.digest());
    assertTrue(broken.reason().contains("not found"), broken.reason());
  }

  @Test
  void aChainWithoutEndIsCutAndNamed() throws IOException {
    Manifest image = registry.push(REPOSITORY.toString(), "3.9", "layer");
    List<Manifest> chain = new ArrayList<>(List.of(image));
    ImmutableSetMultimap.Builder<DescriptorDigest, DescriptorDigest> lists =
        ImmutableSetMultimap.builder();
    for (int i = 0; i < 40; i++) {
      DescriptorDigest last = chain.getLast().digest();
      chain.add(registry.push(REPOSITORY.toString(), "", referrer(last, "link " + i)));
      lists.put(last, chain.getLast().digest());
    }
    SnapshotTaken taken = take(lists.build());

    assertEquals(
        "its referrers: nested more than 16 deep", taken.root().unreadable().get(REPOSITORY));
    assertTrue(agreed().images().size() < 20, agreed().images().size() + " images");
  }

  @Test
  void oneRepositoryThatFailsStopsNoOther() throws IOException {
    Manifest image = registry.push(REPOSITORY.toString(), "3.9", "layer");
    Manifest referrer = registry.push(REPOSITORY.toString(), "", referrer(image.digest(), "sbom"));
    registry.push("us.example/prod/broken", "1", "other");
    SnapshotTaken taken = take(ImmutableSetMultimap.of(image.digest(), referrer.digest()));

    assertEquals(
        ImmutableMap.of(
            Repository.parse("us.example/prod/broken"), "its referrers: GET answered 500"),
        taken.root().unreadable());
    assertTrue(agreed().images().containsKey(referrer.digest()));
  }

  private Manifest referrer(DescriptorDigest subject, String layer) {
    String json = new String(registry.image(REPOSITORY.toString(), layer).bytes(), UTF_8);
    String named =
        json.replaceAll(
            "}$",
            ",\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":7}}"
                .formatted(MediaTypes.OCI_MANIFEST, subject));
    return Manifest.of(MediaTypes.OCI_MANIFEST, named.getBytes(UTF_8));
  }

  private SnapshotTaken take(SetMultimap<DescriptorDigest, DescriptorDigest> lists)
      throws IOException {
    DesiredState desired =
        new DesiredState(
            ImmutableSortedMap.of(),
            ImmutableSortedSet.of(RegistryPrefix.parse("us.example/prod")));
    return new SnapshotTake(
            new DirectoryStore(directory),
            new Plain(registry, lists),
            registry,
            new FanOut(4),
            InstantSource.fixed(Instant.parse("2026-11-23T02:00:00Z")))
        .take(SnapshotRequest.of(desired));
  }

  private MergeBaseRepository agreed() throws IOException {
    return new SnapshotReader(new DirectoryStore(directory), new FanOut(4))
        .latest(repository -> true)
        .orElseThrow()
        .state()
        .get(REPOSITORY);
  }

  /** The same registries with listings of tags alone, and lists of referrers. */
  private record Plain(FakeRegistry registry, SetMultimap<DescriptorDigest, DescriptorDigest> lists)
      implements RepositoryReader {

    @Override
    public LiveRepository read(Repository repository, Expectation expectation) {
      return switch (registry.read(repository, expectation)) {
        case LiveRepository.Unreadable unreadable -> unreadable;
        case LiveRepository.Contents whole ->
            new LiveRepository.Contents(
                ImmutableSet.copyOf(whole.tags().values()),
                whole.tags(),
                whole.otherTags(),
                whole.children(),
                /* showsUntagged= */ false,
                /* unknown= */ false);
      };
    }

    @Override
    public ImmutableSet<Referrer> referrers(Repository repository, DescriptorDigest subject)
        throws IOException {
      if (repository.path().endsWith("broken")) {
        throw new IOException("GET answered 500");
      }
      return lists.get(subject).stream()
          .map(each -> new Referrer(each, "", ImmutableMap.of()))
          .collect(ImmutableSet.toImmutableSet());
    }
  }
}

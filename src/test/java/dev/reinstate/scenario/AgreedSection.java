package dev.reinstate.scenario;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.Doubts;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The snapshot of a scenario as the agreed state. */
final class AgreedSection {

  private static final int MANIFEST_SIZE = 500;

  private final Scenario scenario;
  private final Symbols symbols;

  AgreedSection(Scenario scenario, Symbols symbols) {
    this.scenario = scenario;
    this.symbols = symbols;
  }

  MergeBase state() {
    ImmutableSortedMap.Builder<Repository, MergeBaseRepository> repositories =
        ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.Builder<Repository, String> damaged = ImmutableSortedMap.naturalOrder();
    scenario.damaged().forEach(name -> damaged.put(Repository.parse(name), "damaged"));
    scenario
        .agreed()
        .forEach(
            (name, known) -> {
              if (!scenario.damaged().contains(name)) {
                repositories.put(Repository.parse(name), repository(known));
              }
            });
    return new MergeBase(
        repositories.buildOrThrow(), new Doubts(damaged.buildOrThrow(), ImmutableSortedMap.of()));
  }

  private MergeBaseRepository repository(Scenario.AgreedImages known) {
    Map<String, MergeBaseTag> tags = new TreeMap<>();
    known.managed().forEach((tag, name) -> tags.put(symbols.tag(tag), tag(name, true)));
    known.unmanaged().forEach((tag, name) -> tags.put(symbols.tag(tag), tag(name, false)));
    Map<DescriptorDigest, MergeBaseImage> images = new TreeMap<>(Digests.ORDER);
    known.managed().values().forEach(name -> addImage(images, name, true));
    known.managedUntagged().forEach(name -> addImage(images, name, true));
    known.unmanaged().values().forEach(name -> addImage(images, name, false));
    known.unmanagedUntagged().forEach(name -> addImage(images, name, false));
    return new MergeBaseRepository(
        ImmutableSortedMap.copyOf(images, Digests.ORDER), ImmutableSortedMap.copyOf(tags));
  }

  private MergeBaseTag tag(String name, boolean managed) {
    return new MergeBaseTag(symbols.digest(name), managed);
  }

  private void addImage(
      Map<DescriptorDigest, MergeBaseImage> images, String name, boolean managed) {
    MergeBaseImage before = images.get(symbols.digest(name));
    images.put(symbols.digest(name), image(name, managed || (before != null && before.managed())));
    scenario.kindOf(name).index().forEach(child -> addImage(images, child, false));
  }

  private MergeBaseImage image(String name, boolean managed) {
    Scenario.ImageKind kind = scenario.kindOf(name);
    String mediaType = kind.index().isEmpty() ? MediaTypes.OCI_MANIFEST : MediaTypes.OCI_INDEX;
    return new MergeBaseImage(
        new Descriptor(
            mediaType,
            symbols.digest(name),
            scenario.neverSeen().contains(name) ? Descriptor.UNKNOWN_SIZE : MANIFEST_SIZE),
        managed,
        !scenario.notHeld().contains(name) && !scenario.neverSeen().contains(name),
        kind.index().stream().map(symbols::digest).collect(ImmutableList.toImmutableList()),
        Optional.ofNullable(kind.referrerOf()).map(symbols::digest));
  }
}

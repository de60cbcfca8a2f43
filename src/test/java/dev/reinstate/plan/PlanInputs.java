package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.LiveState;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.TaggedImages;
import dev.reinstate.snapshot.MergeBase;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Small states over few repositories, images and tags, so that everything collides often. */
final class PlanInputs {

  static final Repository STAGING = Repository.parse("staging.example/x");

  private static final List<Repository> DESTINATIONS =
      List.of(
          Repository.parse("a.example/x"),
          Repository.parse("a.example/y"),
          Repository.parse("b.example/x"),
          Repository.parse("c.example/x"));

  private static final DescriptorDigest AMD = image("amd64");
  private static final DescriptorDigest ARM = image("arm64");
  private static final DescriptorDigest LONE = image("lone");
  private static final DescriptorDigest INDEX = image("index");
  private static final DescriptorDigest NESTED = image("nested index");
  private static final DescriptorDigest OTHER = image("index that shares a child");
  private static final DescriptorDigest REFERRER = image("referrer of a child");
  private static final DescriptorDigest SIGNATURE = image("signature");

  /** Images with the children and subjects that every snapshot knows of them. */
  private static final PlanInputs RELATED =
      new PlanInputs(
          List.of(AMD, ARM, LONE, INDEX, NESTED, OTHER, REFERRER, SIGNATURE),
          List.of("v1", "v2", attachment(AMD), attachment(INDEX)),
          ImmutableMap.of(
              INDEX, ImmutableList.of(AMD, ARM),
              NESTED, ImmutableList.of(INDEX, LONE),
              OTHER, ImmutableList.of(ARM)),
          ImmutableMap.of(REFERRER, AMD));

  private static final PlanInputs UNRELATED =
      new PlanInputs(
          List.of(AMD, ARM, LONE, INDEX),
          List.of("v1", "v2", "v3"),
          ImmutableMap.of(),
          ImmutableMap.of());

  private final Arbitrary<DescriptorDigest> digest;
  private final Arbitrary<String> tag;
  private final ImmutableMap<DescriptorDigest, ImmutableList<DescriptorDigest>> children;
  private final ImmutableMap<DescriptorDigest, DescriptorDigest> subjects;

  private PlanInputs(
      List<DescriptorDigest> digests,
      List<String> tags,
      ImmutableMap<DescriptorDigest, ImmutableList<DescriptorDigest>> children,
      ImmutableMap<DescriptorDigest, DescriptorDigest> subjects) {
    this.digest = Arbitraries.of(digests);
    this.tag = Arbitraries.of(tags);
    this.children = children;
    this.subjects = subjects;
  }

  /** Indexes, attachments and referrers among them. */
  static Arbitrary<PlanInput> withBelongings() {
    return RELATED.inputs();
  }

  /** Images that have nothing to do with each other. */
  static Arbitrary<PlanInput> withoutBelongings() {
    return UNRELATED.inputs();
  }

  static DescriptorDigest image(String name) {
    return Digests.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String attachment(DescriptorDigest subject) {
    return "sha256-" + subject.getHash() + ".sig";
  }

  /** One destination in the three states; any of them may not know it. */
  private record Place(
      DesiredRepository desired, LiveRepository live, MergeBaseRepository agreed) {}

  private Arbitrary<PlanInput> inputs() {
    Arbitrary<Place> place =
        Combinators.combine(
                desired().injectNull(0.2), live().injectNull(0.1), agreed().injectNull(0.2))
            .as(Place::new);
    Arbitrary<Map<Repository, Place>> places =
        Arbitraries.maps(Arbitraries.of(DESTINATIONS), place).ofMinSize(1).ofMaxSize(3);
    Arbitrary<PlanOptions> options =
        Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(true, false))
            .as(PlanOptions::new);
    return Combinators.combine(places, live().injectNull(0.5), options).as(PlanInputs::input);
  }

  private static PlanInput input(
      Map<Repository, Place> places, LiveRepository staging, PlanOptions options) {
    LiveState sources =
        staging == null ? LiveState.EMPTY : new LiveState(ImmutableSortedMap.of(STAGING, staging));
    return new PlanInput(
        new DesiredState(known(Maps.transformValues(places, Place::desired)), destinations()),
        new LiveState(known(Maps.transformValues(places, Place::live))),
        sources,
        new MergeBase(known(Maps.transformValues(places, Place::agreed))),
        options);
  }

  private static <V> ImmutableSortedMap<Repository, V> known(Map<Repository, V> values) {
    return ImmutableSortedMap.copyOf(Maps.filterValues(values, value -> value != null));
  }

  private static ImmutableSortedSet<RegistryPrefix> destinations() {
    return ImmutableSortedSet.of(
        RegistryPrefix.parse("a.example"),
        RegistryPrefix.parse("b.example"),
        RegistryPrefix.parse("c.example"));
  }

  private Arbitrary<DesiredRepository> desired() {
    return Combinators.combine(tags(), digest.set().ofMaxSize(2))
        .as((tags, untagged) -> desired(taggedImages(tags, untagged)));
  }

  static DesiredRepository desired(TaggedImages images) {
    return new DesiredRepository(
        RegistryPrefix.parse("a.example"), images, ImmutableList.of(STAGING), Optional.empty());
  }

  private static TaggedImages taggedImages(
      Map<String, DescriptorDigest> tags, Set<DescriptorDigest> untagged) {
    Map<DescriptorDigest, SortedSet<String>> images = new TreeMap<>(Digests.ORDER);
    untagged.forEach(image -> images.put(image, new TreeSet<>()));
    tags.forEach((tag, image) -> images.computeIfAbsent(image, any -> new TreeSet<>()).add(tag));
    return new TaggedImages(images);
  }

  private Arbitrary<LiveRepository> live() {
    Arbitrary<LiveRepository> contents =
        Combinators.combine(
                tags(), digest.set().ofMaxSize(3), Arbitraries.of("other").set().ofMaxSize(1))
            .as(PlanInputs::contents);
    return Arbitraries.frequencyOf(
        Tuple.of(9, contents),
        Tuple.of(1, Arbitraries.just(new LiveRepository.Unreadable("503 UNAVAILABLE"))));
  }

  private static LiveRepository contents(
      Map<String, DescriptorDigest> tags, Set<DescriptorDigest> untagged, Set<String> otherTags) {
    return new LiveRepository.Contents(
        ImmutableSet.<DescriptorDigest>builder().addAll(tags.values()).addAll(untagged).build(),
        ImmutableMap.copyOf(tags),
        ImmutableSet.copyOf(otherTags),
        ImmutableSet.of());
  }

  private Arbitrary<MergeBaseRepository> agreed() {
    Arbitrary<MergeBaseTag> agreedTag =
        Combinators.combine(digest, Arbitraries.of(true, false)).as(MergeBaseTag::new);
    return Combinators.combine(
            Arbitraries.maps(tag, agreedTag).ofMaxSize(3),
            digest.set().ofMaxSize(5),
            digest.set().ofMaxSize(3),
            digest.set().ofMaxSize(2))
        .as(this::agreed);
  }

  private MergeBaseRepository agreed(
      Map<String, MergeBaseTag> tags,
      Set<DescriptorDigest> images,
      Set<DescriptorDigest> managed,
      Set<DescriptorDigest> notHeld) {
    ImmutableSortedMap.Builder<DescriptorDigest, MergeBaseImage> known =
        ImmutableSortedMap.orderedBy(Digests.ORDER);
    for (DescriptorDigest image : images) {
      known.put(image, agreed(image, managed.contains(image), !notHeld.contains(image)));
    }
    return new MergeBaseRepository(known.buildOrThrow(), ImmutableSortedMap.copyOf(tags));
  }

  private MergeBaseImage agreed(DescriptorDigest image, boolean managed, boolean held) {
    return new MergeBaseImage(
        new Descriptor(MediaTypes.OCI_MANIFEST, image, 100),
        managed,
        held,
        children.getOrDefault(image, ImmutableList.of()),
        Optional.ofNullable(subjects.get(image)));
  }

  private Arbitrary<Map<String, DescriptorDigest>> tags() {
    return Arbitraries.maps(tag, digest).ofMaxSize(3);
  }
}

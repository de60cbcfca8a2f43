package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Digests;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.signature.SignaturePolicy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Gathers what must have something; whatever is desired in many mirrors counts once. */
final class RequiredImages {

  private record Key(Repository place, DescriptorDigest digest) {

    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::place).thenComparing(Key::digest, Digests.ORDER);
  }

  /** What there is of an image that is not there has others' attention. */
  private static final ImmutableSet<FindingKind> NOWHERE =
      Sets.immutableEnumSet(FindingKind.LOST, FindingKind.UNTRUSTED);

  private final SignaturePolicy policy;
  private final UploadTimes uploads;
  private final DesiredState desired;
  private final Set<Key> lost;
  private final Map<Key, GatheredImage> images = new HashMap<>();
  private final Map<Repository, RegistryPrefix> destinations = new HashMap<>();

  private RequiredImages(
      SignaturePolicy policy, UploadTimes uploads, DesiredState desired, Set<Key> lost) {
    this.policy = policy;
    this.uploads = uploads;
    this.desired = desired;
    this.lost = lost;
  }

  /**
   * What the repositories that were read must have. Images that are lost, or not let through, have
   * other troubles.
   *
   * @param uploads for rules that spare what is older
   */
  static RequiredImages of(
      SignaturePolicy policy, UploadTimes uploads, PlanInput states, Plan plan) {
    RequiredImages required = new RequiredImages(policy, uploads, states.desired(), lost(plan));
    Mirrors.of(policy, states).forEach(required::add);
    return required;
  }

  private static Set<Key> lost(Plan plan) {
    ImmutableSet.Builder<Key> lost = ImmutableSet.builder();
    for (Finding finding : plan.findings()) {
      if (NOWHERE.contains(finding.kind()) && finding instanceof Finding.OfImage image) {
        lost.add(new Key(image.where(), image.image()));
      }
    }
    return lost.build();
  }

  private void add(Mirrors mirrors, List<Repository> repositories) {
    mirrors
        .images()
        .tagsByDigest()
        .forEach(
            (digest, tags) -> {
              if (!AttachmentTag.areAll(tags) && !isExempt(mirrors.rule(), digest)) {
                add(
                    new Key(mirrors.place(), digest),
                    Optional.empty(),
                    repositories,
                    tags,
                    mirrors.rule());
              }
            });
  }

  private void add(
      Key image,
      Optional<DescriptorDigest> index,
      List<Repository> repositories,
      Set<String> tags,
      SignaturePolicy.Rule rule) {
    List<Repository> where =
        lost.isEmpty()
            ? repositories
            : repositories.stream()
                .filter(repository -> !lost.contains(new Key(repository, image.digest)))
                .toList();
    if (!where.isEmpty()) {
      images.computeIfAbsent(image, any -> new GatheredImage(index)).add(where, tags, rule);
    }
  }

  private boolean isExempt(SignaturePolicy.Rule rule, DescriptorDigest digest) {
    return rule.since().isPresent()
        && uploads.of(digest).filter(rule.since().get()::isAfter).isPresent();
  }

  /** Of a place that no manifest promotes to, what is left without the image's name. */
  private RegistryPrefix destination(Repository place, Repository wanted) {
    String name = desired.destinationOf(wanted).nameOf(wanted);
    String path = place.path();
    return !desired.repositories().containsKey(place) && path.endsWith("/" + name)
        ? new RegistryPrefix(place.host(), path.substring(0, path.length() - name.length() - 1))
        : desired.destinationOf(place);
  }

  /** Those so far whose children must have something too, for {@link #addChildren}. */
  ImmutableList<RequiredImage> withChildren() {
    return list(image -> image.rules().stream().anyMatch(SignaturePolicy.Rule::children));
  }

  /**
   * Asks of the manifests of an index what is asked of it.
   *
   * @param index one of {@link #withChildren}
   */
  void addChildren(RequiredImage index, Iterable<DescriptorDigest> children) {
    GatheredImage of = images.get(new Key(index.place(), index.digest()));
    for (DescriptorDigest child : children) {
      for (SignaturePolicy.Rule rule : of.rules()) {
        if (rule.children() && !isExempt(rule, child)) {
          add(
              new Key(index.place(), child),
              Optional.of(index.digest()),
              of.repositories(),
              ImmutableSet.of(),
              rule);
        }
      }
    }
  }

  /** All of them, by place and digest. */
  ImmutableList<RequiredImage> list() {
    return list(any -> true);
  }

  private ImmutableList<RequiredImage> list(Predicate<GatheredImage> which) {
    return images.entrySet().stream()
        .filter(each -> which.test(each.getValue()))
        .sorted(Map.Entry.comparingByKey(Key.ORDER))
        .map(each -> image(each.getKey(), each.getValue()))
        .collect(ImmutableList.toImmutableList());
  }

  private RequiredImage image(Key key, GatheredImage gathered) {
    Repository wanted = gathered.repositories().getFirst();
    return new RequiredImage(
        key.place,
        key.digest,
        destinations.computeIfAbsent(key.place, place -> destination(place, wanted)),
        wanted,
        gathered.index(),
        gathered.tags(),
        policy.rules().stream()
            .filter(gathered.rules()::contains)
            .flatMap(rule -> rule.requirements().stream())
            .collect(ImmutableSet.toImmutableSet()),
        gathered.repositories().size());
  }
}

package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.AttachmentTag;
import dev.reinstate.image.Digests;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import dev.reinstate.plan.Plan;
import dev.reinstate.plan.PlanInput;
import dev.reinstate.signature.SignaturePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gathers what must have something; whatever is desired in many mirrors counts once. */
final class RequiredImages {

  private record Key(Repository place, DescriptorDigest digest) {

    static final Comparator<Key> ORDER =
        Comparator.comparing(Key::place).thenComparing(Key::digest, Digests.ORDER);
  }

  /** An image, as far as it is gathered. */
  private static final class Gathered {
    private final Repository wanted;
    private final RegistryPrefix destination;
    private final Set<Repository> repositories = new TreeSet<>();
    private final SortedSet<String> tags = new TreeSet<>();
    private final List<SignaturePolicy.Rule> rules = new ArrayList<>();
    private Optional<DescriptorDigest> index = Optional.empty();

    private Gathered(Repository wanted, RegistryPrefix destination) {
      this.wanted = wanted;
      this.destination = destination;
    }

    @SuppressWarnings("ReferenceEquality") // of a policy's few rules, each is one object
    private void add(Repository repository, Iterable<String> names, SignaturePolicy.Rule rule) {
      if (repositories.add(repository)) {
        names.forEach(tags::add);
      }
      if (rules.stream().noneMatch(known -> known == rule)) {
        rules.add(rule);
      }
    }

    private RequiredImage image(Key key) {
      return new RequiredImage(
          key.place,
          key.digest,
          destination,
          wanted,
          index,
          ImmutableSortedSet.copyOfSorted(tags),
          rules.stream()
              .flatMap(rule -> rule.requirements().stream())
              .collect(ImmutableSet.toImmutableSet()),
          repositories.size());
    }
  }

  private final SignaturePolicy policy;
  private final UploadTimes uploads;
  private final DesiredState desired;
  private final Set<Key> lost;
  private final Map<Key, Gathered> images = new TreeMap<>(Key.ORDER);

  private RequiredImages(
      SignaturePolicy policy, UploadTimes uploads, DesiredState desired, Set<Key> lost) {
    this.policy = policy;
    this.uploads = uploads;
    this.desired = desired;
    this.lost = lost;
  }

  /**
   * What the repositories that were read must have. Lost images have other troubles.
   *
   * @param uploads for rules that spare what is older
   */
  static RequiredImages of(
      SignaturePolicy policy, UploadTimes uploads, PlanInput states, Plan plan) {
    RequiredImages required =
        new RequiredImages(policy, uploads, states.desired(), lost(plan));
    for (Repository repository : states.live().repositories().keySet()) {
      if (states.desired().repositories().containsKey(repository)) {
        policy
            .rule(repository)
            .filter(rule -> !rule.requirements().isEmpty())
            .ifPresent(rule -> required.add(repository, rule));
      }
    }
    return required;
  }

  private static Set<Key> lost(Plan plan) {
    ImmutableSet.Builder<Key> lost = ImmutableSet.builder();
    for (Finding finding : plan.findings()) {
      if (finding.kind() == FindingKind.LOST && finding instanceof Finding.OfImage image) {
        lost.add(new Key(image.where(), image.image()));
      }
    }
    return lost.build();
  }

  private void add(Repository repository, SignaturePolicy.Rule rule) {
    Repository place = policy.placeOf(repository);
    desired
        .images(repository)
        .tagsByDigest()
        .forEach(
            (digest, tags) -> {
              if (!lost.contains(new Key(repository, digest))
                  && !isAttachment(tags)
                  && !isExempt(rule, digest)) {
                gathered(new Key(place, digest), repository).add(repository, tags, rule);
              }
            });
  }

  /** Signatures that somebody promotes by manifest need none themselves. */
  private static boolean isAttachment(Set<String> tags) {
    return !tags.isEmpty()
        && tags.stream().allMatch(tag -> AttachmentTag.subjectOf(tag).isPresent());
  }

  private boolean isExempt(SignaturePolicy.Rule rule, DescriptorDigest digest) {
    return rule.since().isPresent()
        && uploads.of(digest).filter(rule.since().get()::isAfter).isPresent();
  }

  private Gathered gathered(Key key, Repository wanted) {
    return images.computeIfAbsent(
        key, any -> new Gathered(wanted, destination(key.place, wanted)));
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
    return images.entrySet().stream()
        .filter(
            each -> each.getValue().rules.stream().anyMatch(SignaturePolicy.Rule::children))
        .map(each -> each.getValue().image(each.getKey()))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Asks of the manifests of an index what is asked of it.
   *
   * @param index one of {@link #withChildren}
   */
  void addChildren(RequiredImage index, Iterable<DescriptorDigest> children) {
    Gathered of = images.get(new Key(index.place(), index.digest()));
    for (DescriptorDigest child : children) {
      for (SignaturePolicy.Rule rule : of.rules) {
        if (rule.children() && !isExempt(rule, child)) {
          addChild(new Key(index.place(), child), index, of, rule);
        }
      }
    }
  }

  private void addChild(Key child, RequiredImage index, Gathered of, SignaturePolicy.Rule rule) {
    for (Repository repository : of.repositories) {
      if (!lost.contains(new Key(repository, child.digest))) {
        boolean isNew = !images.containsKey(child);
        Gathered gathered = gathered(child, of.wanted);
        if (isNew) {
          gathered.index = Optional.of(index.digest());
        }
        gathered.add(repository, ImmutableSortedSet.of(), rule);
      }
    }
  }

  /** All of them, by place and digest. */
  ImmutableList<RequiredImage> list() {
    return images.entrySet().stream()
        .map(each -> each.getValue().image(each.getKey()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether a repository is known to have an image. */
  static boolean has(PlanInput states, Repository repository, DescriptorDigest digest) {
    return states.live().repositories().get(repository) instanceof LiveRepository.Contents contents
        && contents.images().contains(digest);
  }
}

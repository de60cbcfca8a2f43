package dev.reinstate.plan;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.manifest.DesiredRepository;
import dev.reinstate.snapshot.MergeBaseImage;
import dev.reinstate.snapshot.MergeBaseRepository;
import dev.reinstate.snapshot.MergeBaseTag;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The design's two tables, one return per row, for images that belong to nothing. Slow and plain on
 * purpose.
 */
final class TableOracle {

  static final String FINE = "fine";

  /** An extra image without a tag, which a plan only counts. */
  static final String UNTAGGED = "untagged";

  private final PlanInput input;
  private final Repository repository;
  private final LiveRepository.Contents live;
  private final MergeBaseRepository agreed;

  TableOracle(PlanInput input, Repository repository, LiveRepository.Contents live) {
    this.input = input;
    this.repository = repository;
    this.live = live;
    this.agreed = input.agreed().get(repository);
  }

  String image(DescriptorDigest image) {
    boolean inD = desires(image);
    boolean inL = live.images().contains(image);
    boolean inS = agrees(image);
    if (inD && inL) {
      return FINE;
    }
    if (inD) {
      return hasSource(image) ? "restore-image" : "lost";
    }
    if (!inL && managed(image)) {
      return "retired";
    }
    if (!inL && input.options().restoreUnmanaged()) {
      return hasSource(image) ? "restore-image" : "lost";
    }
    if (!inL) {
      return "unmanaged-missing";
    }
    if (inS) {
      return FINE;
    }
    return live.tags().containsValue(image) ? "extra" : UNTAGGED;
  }

  String tag(String tag) {
    DescriptorDigest inD = desired().get(tag);
    DescriptorDigest inL = live.tags().get(tag);
    MergeBaseTag known = agreed.tags().get(tag);
    DescriptorDigest inS = known == null ? null : known.digest();
    if (inD != null && inD.equals(inL)) {
      return FINE;
    }
    if (inD != null && inL == null) {
      return unlessGone("add-tag", inD);
    }
    if (inD != null && (inS == null || inS.equals(inD))) {
      return unlessGone("move-tag", inD);
    }
    if (inD != null && inS.equals(inL)) {
      return input.options().allowTagMoves() ? unlessGone("move-tag", inD) : "tag-move-requested";
    }
    if (inD != null) {
      return "tag-conflict";
    }
    if (inS == null) {
      return "extra";
    }
    if (inS.equals(inL)) {
      return FINE;
    }
    if (known.managed() || image(inS).equals("retired")) {
      return "retired";
    }
    if (inL == null) {
      return input.options().restoreUnmanaged() ? unlessGone("add-tag", inS) : "unmanaged-missing";
    }
    return input.options().restoreUnmanaged() ? unlessGone("move-tag", inS) : "unmanaged-tag-moved";
  }

  private String unlessGone(String action, DescriptorDigest target) {
    return image(target).equals("lost") ? "lost" : action;
  }

  private boolean hasSource(DescriptorDigest image) {
    boolean somewhereLive =
        Stream.of(input.live(), input.sources())
            .flatMap(state -> state.repositories().values().stream())
            .anyMatch(
                answer ->
                    answer instanceof LiveRepository.Contents contents
                        && contents.images().contains(image));
    return somewhereLive
        || input.agreed().repositories().values().stream()
            .map(known -> known.images().get(image))
            .anyMatch(known -> known != null && known.held());
  }

  private boolean managed(DescriptorDigest image) {
    MergeBaseImage known = agreed.images().get(image);
    return (known != null && known.managed())
        || agreed.tags().values().stream()
            .anyMatch(tag -> tag.managed() && tag.digest().equals(image));
  }

  private boolean agrees(DescriptorDigest image) {
    return agreed.images().containsKey(image)
        || agreed.tags().values().stream().anyMatch(tag -> tag.digest().equals(image));
  }

  private boolean desires(DescriptorDigest image) {
    return desiredRepository()
        .map(desired -> desired.images().tagsByDigest().containsKey(image))
        .orElse(false);
  }

  private ImmutableMap<String, DescriptorDigest> desired() {
    return desiredRepository()
        .map(desired -> desired.images().digestByTag())
        .orElse(ImmutableMap.of());
  }

  private Optional<DesiredRepository> desiredRepository() {
    return Optional.ofNullable(input.desired().repositories().get(repository));
  }
}

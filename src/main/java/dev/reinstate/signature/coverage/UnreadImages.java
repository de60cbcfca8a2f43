package dev.reinstate.signature.coverage;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.Multimaps;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Images of which something cannot be told; of a repository with many, most often one reason. */
final class UnreadImages {

  private record Image(DescriptorDigest digest, String reason) {

    static final Comparator<Image> ORDER = Comparator.comparing(Image::digest, Digests.ORDER);
  }

  private final ListMultimap<Repository, Image> images =
      MultimapBuilder.treeKeys().arrayListValues().build();

  void add(Repository repository, DescriptorDigest digest, String reason) {
    images.put(repository, new Image(digest, reason));
  }

  /**
   * One finding a repository.
   *
   * @param what cannot be told; {@code %s} stands for the image
   */
  List<Finding> findings(String what) {
    List<Finding> findings = new ArrayList<>();
    Multimaps.asMap(images)
        .forEach(
            (repository, unread) -> {
              Image first = unread.stream().min(Image.ORDER).orElseThrow();
              int others = unread.size() - 1;
              findings.add(
                  new Finding.Unreadable(
                      repository,
                      what.formatted(first.digest)
                          + (others == 0 ? "" : String.format(" (and %,d more)", others))
                          + ": "
                          + first.reason));
            });
    return findings;
  }
}

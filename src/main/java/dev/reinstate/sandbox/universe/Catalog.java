package dev.reinstate.sandbox.universe;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.sandbox.content.RegistryContents;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All that is promoted, with the images that stand in for it.
 *
 * @param seeds what regions hold
 * @param sources what the source registries hold
 * @param blobs of all images
 */
record Catalog(
    ImmutableList<Promotion> promotions,
    StandIns standIns,
    ImmutableList<Seed> seeds,
    ImmutableList<Seed> sources,
    ImmutableMap<DescriptorDigest, byte[]> blobs) {

  /** Where all regions keep it. */
  static final String ROOT = "k8s-artifacts-prod/images";

  /** More than a listing of Artifact Registry shows. */
  private static final int LONG = 10_500;

  /** One image of so many is signed: the newest of a name. */
  private static final int SIGNED = 5;

  /**
   * An image in a repository.
   *
   * @param path of the repository
   * @param everywhere in all regions, not in the canonical one alone
   * @param signature or an image that manifests name
   */
  record Seed(
      String path,
      StandIn image,
      ImmutableList<String> tags,
      boolean everywhere,
      boolean signature) {

    void putInto(RegistryContents registry) {
      image.putInto(registry, path);
      tags.forEach(tag -> registry.tag(path, tag, image.digest()));
    }
  }

  static Catalog of(ImmutableList<Promotion> given) {
    StandIns standIns = new StandIns();
    ImmutableList.Builder<Seed> seeds = ImmutableList.builder();
    ImmutableList.Builder<Seed> sources = ImmutableList.builder();
    Set<String> signed = new HashSet<>();
    ImmutableList<Promotion> promotions =
        distinct(ImmutableList.<Promotion>builder().addAll(given).add(longOne()).build());
    for (Promotion promotion : promotions) {
      for (Promotion.Name name : promotion.names()) {
        for (int i = 0; i < name.images().size(); i++) {
          Promotion.Wish wish = name.images().get(i);
          StandIn image = standIns.of(name.name(), wish.key());
          sources.add(
              new Seed(
                  promotion.sourcePath() + "/" + name.name(),
                  image,
                  wish.tags(),
                  promotion.everywhere(),
                  /* signature= */ false));
          boolean isNew = i >= name.images().size() - name.images().size() / SIGNED;
          for (String path : promotion.paths()) {
            String repository = ROOT + path + "/" + name.name();
            seeds.add(
                new Seed(
                    repository,
                    image,
                    wish.tags(),
                    promotion.everywhere(),
                    /* signature= */ false));
            if (isNew && promotion.everywhere() && signed.add(repository + image.digest())) {
              seeds.add(signature(repository, image, standIns));
            }
          }
        }
      }
    }
    return new Catalog(promotions, standIns, seeds.build(), sources.build(), standIns.blobs());
  }

  /** Each in a folder of its own: later ones of a name get a number. */
  private static ImmutableList<Promotion> distinct(ImmutableList<Promotion> promotions) {
    Set<String> taken = new HashSet<>();
    promotions.forEach(promotion -> taken.add(promotion.project()));
    Set<String> given = new HashSet<>();
    ImmutableList.Builder<Promotion> all = ImmutableList.builder();
    for (Promotion promotion : promotions) {
      String project = promotion.project();
      if (!given.add(project)) {
        int number = 2;
        while (!taken.add(project + "-" + number)) {
          number++;
        }
        project += "-" + number;
      }
      all.add(promotion.of(project));
    }
    return all.build();
  }

  private static Seed signature(String path, StandIn image, StandIns standIns) {
    return new Seed(
        path,
        standIns.signature(image),
        ImmutableList.of("sha256-" + image.digest().getHash() + ".sig"),
        /* everywhere= */ false,
        /* signature= */ true);
  }

  private static Promotion longOne() {
    return new Promotion(
        "k8s-staging-universe-ci-images",
        ImmutableList.of("/ci-images"),
        Promotion.Form.TODAY,
        /* everywhere= */ false,
        ImmutableList.of(
            new Promotion.Name(
                "every-commit",
                IntStream.range(0, LONG)
                    .mapToObj(i -> new Promotion.Wish("" + i, ImmutableList.of("v0.0.0-" + i)))
                    .collect(ImmutableList.toImmutableList()))));
  }
}

package dev.reinstate.sandbox.universe;

import com.google.common.collect.ImmutableList;

/**
 * Promotions of the size of Kubernetes' own of January 2022, the same each time: many projects with
 * a few names each, and one with the legacy images, a quarter of them without tags. A few names
 * have most images, as in real life: the share falls with the square.
 *
 * @param images over all names; more than a name has is one each
 * @param edges over all names: each tag, and each image without one
 */
record GeneratedPromotions(String prefix, int projects, int names, int images, int edges) {

  private static final String LEGACY = "google-containers";
  private static final int UNTAGGED = 4;

  static ImmutableList<Promotion> all() {
    return ImmutableList.<Promotion>builder()
        .addAll(new GeneratedPromotions("k8s-staging-project", 69, 315, 8_278, 14_372).promotions())
        .addAll(new GeneratedPromotions(LEGACY, 1, 484, 32_422, 32_653).promotions())
        .build();
  }

  private ImmutableList<Promotion> promotions() {
    ImmutableList.Builder<Promotion> all = ImmutableList.builder();
    for (int project = 0; project < projects; project++) {
      String name = projects == 1 ? prefix : prefix + project;
      ImmutableList.Builder<Promotion.Name> promoted = ImmutableList.builder();
      for (int i = names * project / projects; i < names * (project + 1) / projects; i++) {
        promoted.add(name(i));
      }
      all.add(
          new Promotion(
              name,
              ImmutableList.of(projects == 1 ? "" : "/project" + project),
              projects > 1 && project % 3 == 0 ? Promotion.Form.TODAY : Promotion.Form.OLD,
              /* everywhere= */ true,
              promoted.build()));
    }
    return all.build();
  }

  private Promotion.Name name(int number) {
    ImmutableList.Builder<Promotion.Wish> wishes = ImmutableList.builder();
    for (int image = before(number); image < before(number + 1); image++) {
      wishes.add(new Promotion.Wish(prefix + image, tags(image)));
    }
    return new Promotion.Name("image-" + number, wishes.build());
  }

  private ImmutableList<String> tags(int image) {
    long count = (image + 1L) * edges / images - (long) image * edges / images;
    if (count == 1 && prefix.equals(LEGACY) && image % UNTAGGED == 0) {
      return ImmutableList.of();
    }
    return count == 1
        ? ImmutableList.of("v" + image)
        : ImmutableList.of("v" + image, "v" + image + "-again");
  }

  /** How many images the names before this one have; at least one each. */
  private int before(int name) {
    double rest = 1 - (double) name / names;
    return name + (int) Math.round((images - names) * (1 - rest * rest));
  }
}

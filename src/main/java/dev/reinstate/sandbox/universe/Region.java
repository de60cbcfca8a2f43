package dev.reinstate.sandbox.universe;

import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Pause;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A region of Artifact Registry. */
final class Region {

  private final String name;
  private final EmbeddedRegistry registry;
  private final Admission admission;
  private final Duration distance;

  Region(String name, EmbeddedRegistry registry, Admission admission, Duration distance) {
    this.name = name;
    this.registry = registry;
    this.admission = admission;
    this.distance = distance;
    registry.latency().set(distance);
  }

  String name() {
    return name;
  }

  EmbeddedRegistry registry() {
    return registry;
  }

  RegistryContents contents() {
    return registry.contents();
  }

  boolean isCanonical() {
    return name.equals(RegionNames.CANONICAL);
  }

  /** It resets connections; the API says that it cannot be reached. */
  void die() {
    admission.setDead(true);
  }

  boolean isDead() {
    return admission.isDead();
  }

  /** Holds what it should, and answers. */
  void fill(Catalog catalog) {
    admission.setDead(false);
    contents().clear();
    for (Catalog.Seed seed : catalog.seeds()) {
      if (seed.everywhere() || isCanonical()) {
        seed.putInto(contents());
      }
    }
  }

  /** As long as a request to it takes, and whether its quota lets it through. */
  Optional<Reply> apiRefusal() throws IOException {
    Pause.of(distance);
    return admission.apiRefusal();
  }
}

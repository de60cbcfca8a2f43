package dev.reinstate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.common.collect.ImmutableListMultimap;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The directions in which packages may know each other, and what some of them may not touch. */
@AnalyzeClasses(packages = "dev.reinstate", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String ROOT = "dev.reinstate.";

  /** For every package below the steps of a run, the packages of ours that it may know. */
  private static final ImmutableListMultimap<String, String> MAY_KNOW =
      ImmutableListMultimap.<String, String>builder()
          .putAll("image", "json")
          .putAll("stream", "image")
          .putAll("concurrent", "image")
          .putAll("manifest", "image", "concurrent")
          .putAll("inventory", "image", "concurrent")
          .putAll("snapshot", "manifest", "inventory", "image", "concurrent", "json", "stream")
          .putAll("plan", "manifest", "inventory", "snapshot", "image")
          .putAll("revision", "plan", "manifest", "snapshot", "image", "concurrent")
          .putAll("apply", "plan", "inventory", "snapshot", "image", "concurrent", "json", "stream")
          .putAll("registry", "inventory", "apply", "image", "concurrent", "json", "stream")
          .putAll("storage", "snapshot", "apply", "image", "concurrent", "stream")
          .putAll("sandbox", "image")
          .putAll("audit", "manifest", "inventory", "snapshot", "image", "concurrent", "text")
          .build();

  @ArchTest
  static void packagesKnowOnlyThoseBelowThem(JavaClasses code) {
    MAY_KNOW.asMap().forEach((name, known) -> knowsOnly(name, known).check(code));
    knowsOnly("json", List.of()).check(code);
    knowsOnly("text", List.of()).check(code);
  }

  private static ArchRule knowsOnly(String name, Collection<String> known) {
    String[] allowed =
        Stream.concat(Stream.of(name), known.stream())
            .map(other -> ROOT + other + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(ROOT + name + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.reinstate..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true);
  }

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("dev.reinstate.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theStoryKnowsPortsAndNoAdapter =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "reconcile..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + "registry..", ROOT + "storage..", ROOT + "sandbox..", ROOT + "cli..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyMainKnowsTheCommandLine =
      noClasses()
          .that(not(resideInAPackage(ROOT + "cli..")))
          .and()
          .doNotBelongToAnyOf(Main.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "cli..");

  @ArchTest
  static final ArchRule thePlanIsPure =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..",
              "java.net..",
              "java.nio.channels..",
              "java.nio.file..",
              "java.time..",
              "java.util.concurrent..",
              "java.util.logging..",
              "org.slf4j..",
              ROOT + "concurrent..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class);

  @ArchTest
  static final ArchRule theSandboxNeedsNoProductionAdapterAndFewLibraries =
      classes()
          .that()
          .resideInAPackage(ROOT + "sandbox..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "com.sun.net.httpserver..",
              "com.fasterxml.jackson..",
              "com.google.common..",
              "com.google.errorprone..",
              "com.google.cloud.tools.jib.api..",
              "org.apache.hc.core5..",
              ROOT + "image..",
              ROOT + "sandbox..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTheCommandLineParsesOptions =
      noClasses()
          .that(not(resideInAPackage(ROOT + "cli..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule onlyTheCommandLineTouchesTheProcess =
      noClasses()
          .that(not(resideInAPackage(ROOT + "cli..")))
          .and()
          .doNotBelongToAnyOf(Main.class)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .accessField(System.class, "in")
          .orShould()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);
}

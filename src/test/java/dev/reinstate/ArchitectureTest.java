package dev.reinstate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.common.collect.Collections2;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
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
          .putAll("image", "json", "nativecrypto")
          .putAll("stream", "image", "nativecrypto")
          .putAll("concurrent", "image")
          .putAll("manifest", "image", "concurrent")
          .putAll("inventory", "image", "concurrent")
          .putAll("snapshot", "manifest", "inventory", "image", "concurrent", "json", "stream")
          .putAll("proof", "snapshot", "image", "concurrent", "json")
          .putAll("plan", "manifest", "inventory", "snapshot", "image")
          .putAll(
              "signature",
              "plan",
              "manifest",
              "inventory",
              "snapshot",
              "image",
              "concurrent",
              "json",
              "stream",
              "text")
          .putAll("revision", "network", "plan", "manifest", "snapshot", "image", "concurrent")
          .putAll("apply", "plan", "inventory", "snapshot", "image", "concurrent", "json", "stream")
          .putAll(
              "scrub",
              "signature",
              "proof",
              "reconcile",
              "apply",
              "plan",
              "manifest",
              "inventory",
              "snapshot",
              "image",
              "concurrent")
          .putAll(
              "registry", "network", "inventory", "apply", "image", "concurrent", "json", "stream")
          .putAll("storage", "network", "snapshot", "apply", "image", "concurrent", "stream")
          .putAll("sandbox", "image", "json")
          .putAll(
              "audit", "manifest", "inventory", "snapshot", "image", "concurrent", "json", "text")
          .build();

  /** For every room of a house, the rooms of the same house that it may know. */
  private static final ImmutableListMultimap<String, String> NEIGHBOURS =
      ImmutableListMultimap.<String, String>builder()
          .putAll("apply.restore", "apply")
          .putAll("audit", "audit.followed", "audit.http", "audit.push", "audit.rules")
          .putAll("audit.push", "audit.http")
          .putAll("audit.rules", "audit.followed")
          .putAll("cli", "cli.console", "cli.option", "cli.report", "cli.signature", "cli.snapshot")
          .putAll("cli.option", "cli.console")
          .putAll("cli.report", "cli.console", "cli.option")
          .putAll("cli.signature", "cli.console", "cli.option")
          .putAll("cli.snapshot", "cli.console", "cli.option", "cli.signature")
          .putAll("manifest.load", "manifest", "manifest.yaml")
          .putAll("manifest.yaml", "manifest")
          .putAll("reconcile", "reconcile.gate")
          .putAll(
              "registry",
              "registry.address",
              "registry.artifactregistry",
              "registry.authentication",
              "registry.endpoint",
              "registry.failure",
              "registry.pace",
              "registry.wire")
          .putAll(
              "registry.artifactregistry", "registry.address", "registry.endpoint", "registry.wire")
          .putAll(
              "registry.authentication", "registry.address", "registry.failure", "registry.wire")
          .putAll(
              "registry.endpoint",
              "registry.address",
              "registry.authentication",
              "registry.failure",
              "registry.pace",
              "registry.wire")
          .putAll("registry.failure", "registry.address", "registry.wire")
          .putAll("registry.pace", "registry.address", "registry.failure", "registry.wire")
          .putAll("registry.wire", "registry.address")
          .putAll("report.form", "report")
          .putAll("report.merge", "report", "report.form")
          .putAll(
              "sandbox",
              "sandbox.answer",
              "sandbox.content",
              "sandbox.fault",
              "sandbox.guard",
              "sandbox.http")
          .putAll("sandbox.answer", "sandbox.content", "sandbox.http")
          .putAll(
              "sandbox.content", "sandbox.fault", "sandbox.guard", "sandbox.http", "sandbox.image")
          .putAll("sandbox.fault", "sandbox.http")
          .putAll("sandbox.guard", "sandbox.http")
          .putAll("sandbox.incident", "sandbox", "sandbox.content", "sandbox.image", "sandbox.tls")
          .putAll(
              "sandbox.universe",
              "sandbox",
              "sandbox.answer",
              "sandbox.content",
              "sandbox.fault",
              "sandbox.guard",
              "sandbox.http")
          .putAll("signature.attached", "signature")
          .putAll("signature.coverage", "signature", "signature.attached")
          .putAll("signature.policy", "signature")
          .putAll("signature.sigstore", "signature")
          .putAll("snapshot.format", "snapshot")
          .putAll("snapshot.history", "snapshot", "snapshot.format")
          .putAll("snapshot.inspection", "snapshot", "snapshot.format", "snapshot.history")
          .putAll("snapshot.journal", "snapshot", "snapshot.format")
          .putAll("snapshot.merge", "snapshot")
          .putAll(
              "snapshot.take", "snapshot", "snapshot.format", "snapshot.history", "snapshot.merge")
          .build();

  /** For every room that is open to other houses, which; all others are closed to them. */
  private static final ImmutableListMultimap<String, String> OPEN_TO =
      ImmutableListMultimap.<String, String>builder()
          .putAll("apply.lease", "cli", "storage")
          .putAll("apply.restore", "cli")
          .putAll("audit.followed", "cli")
          .putAll("audit.push", "cli")
          .putAll("manifest.load", "audit", "cli", "revision")
          .putAll("manifest.yaml", "signature")
          .putAll("reconcile.gate", "cli", "report", "scrub")
          .putAll("registry.address", "cli")
          .putAll("registry.authentication", "cli")
          .putAll("registry.endpoint", "cli")
          .putAll("registry.pace", "cli")
          .putAll("registry.wire", "cli", "report")
          .putAll("report.form", "cli")
          .putAll("report.merge", "cli")
          .putAll("sandbox.content", "cli")
          .putAll("sandbox.incident", "cli")
          .putAll("sandbox.universe", "cli")
          .putAll("signature.attached", "cli", "reconcile")
          .putAll("signature.coverage", "cli", "report")
          .putAll("signature.policy", "cli")
          .putAll("signature.sigstore", "cli")
          .putAll("snapshot.format", "proof")
          .putAll("snapshot.history", "cli")
          .putAll("snapshot.inspection", "cli")
          .putAll("snapshot.journal", "apply", "audit", "cli")
          .putAll("snapshot.merge", "cli", "signature")
          .putAll("snapshot.take", "cli")
          .build();

  private static final int MOST_FILES_IN_A_ROOM = 25;

  @ArchTest
  static void packagesKnowOnlyThoseBelowThem(JavaClasses code) {
    MAY_KNOW.asMap().forEach((name, known) -> knowsOnly(name, known).check(code));
    knowsOnly("json", List.of()).check(code);
    knowsOnly("nativecrypto", List.of()).check(code);
    knowsOnly("network", List.of("nativecrypto")).check(code);
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
  static final ArchRule roomsAreFreeOfCycles =
      slices().matching("dev.reinstate.(**)").should().beFreeOfCycles();

  /** What is below a house that has rooms, its top floor included. */
  private static ImmutableSortedSet<String> rooms(JavaClasses code) {
    return code.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith(ROOT) && name.indexOf('.', ROOT.length()) >= 0)
        .map(name -> name.substring(ROOT.length()))
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  private static String house(String room) {
    return room.replaceFirst("[.].*", "");
  }

  @ArchTest
  static void roomsKnowOnlyTheirNeighbours(JavaClasses code) {
    ImmutableSortedSet<String> rooms = rooms(code);
    for (String room :
        ImmutableSortedSet.<String>naturalOrder()
            .addAll(rooms)
            .addAll(Collections2.transform(rooms, ArchitectureTest::house))
            .build()) {
      String[] allowed =
          Stream.concat(Stream.of(room), NEIGHBOURS.get(room).stream())
              .map(other -> ROOT + other)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + room)
          .should()
          .dependOnClassesThat(
              resideInAPackage(ROOT + house(room) + "..").and(not(resideInAnyPackage(allowed))))
          .allowEmptyShould(true)
          .check(code);
    }
  }

  @ArchTest
  static void roomsAreClosedToOtherHousesUnlessNamed(JavaClasses code) {
    for (String room : rooms(code)) {
      String[] visitors =
          Stream.concat(Stream.of(house(room)), OPEN_TO.get(room).stream())
              .map(other -> ROOT + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that(not(resideInAnyPackage(visitors)))
          .and()
          .doNotBelongToAnyOf(Main.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + room)
          .check(code);
    }
  }

  @ArchTest
  static void everyNamedRoomExistsAndSaysWhatBelongsInIt(JavaClasses code) {
    for (String room :
        Iterables.concat(NEIGHBOURS.keySet(), NEIGHBOURS.values(), OPEN_TO.keySet(), rooms(code))) {
      Path folder = Path.of("src/main/java/dev/reinstate", room.replace('.', '/'));
      assertTrue(Files.isRegularFile(folder.resolve("package-info.java")), room);
    }
  }

  @ArchTest
  static void noRoomIsCrowded(JavaClasses code) throws IOException {
    for (String name : Iterables.transform(code, JavaClass::getPackageName)) {
      try (Stream<Path> files = Files.list(Path.of("src/main/java", name.replace('.', '/')))) {
        long count = files.filter(Files::isRegularFile).count();
        assertTrue(count <= MOST_FILES_IN_A_ROOM, () -> name + " has " + count + " files");
      }
    }
  }

  @ArchTest
  static final ArchRule theStoryKnowsPortsAndNoAdapter =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "reconcile..", ROOT + "scrub..")
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
              "javax.net.ssl..",
              "javax.security.auth.x500..",
              "com.fasterxml.jackson.core..",
              "com.fasterxml.jackson.jr.stree..",
              "com.google.common..",
              "com.google.errorprone..",
              "com.google.cloud.tools.jib.api..",
              "org.apache.hc.core5..",
              "org.bouncycastle..",
              ROOT + "image..",
              ROOT + "json..",
              ROOT + "sandbox..")
          .allowEmptyShould(true);

  /** To bind JSON to objects takes three hundred classes. */
  @ArchTest
  static final ArchRule nobodyBindsJson =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson.databind..");

  /** They are large, and loaded only by who asks for signatures. */
  @ArchTest
  static final ArchRule onlyOneRoomChecksSignatures =
      noClasses()
          .that(not(resideInAPackage(ROOT + "signature.sigstore")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.sigstore..", "io.intoto..", "com.google.protobuf..");

  /** It is large; one room checks certificates with it, and one issues them. */
  @ArchTest
  static final ArchRule twoRoomsKnowBouncyCastle =
      noClasses()
          .that(not(resideInAnyPackage(ROOT + "signature.sigstore", ROOT + "sandbox.tls")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule oneRoomKnowsConscrypt =
      noClasses()
          .that(not(resideInAPackage(ROOT + "nativecrypto")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.conscrypt..");

  @ArchTest
  static final ArchRule depthIsLimitedInOnePlace =
      noClasses()
          .that(not(resideInAPackage(ROOT + "json")))
          .should()
          .callConstructor(JsonFactory.class)
          .orShould()
          .callMethod(JsonFactory.class, "builder")
          .orShould()
          .callConstructor(JsonFactoryBuilder.class)
          .orShould()
          .callMethod(StreamReadConstraints.Builder.class, "maxNestingDepth", int.class);

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

package dev.reinstate.signature.sigstore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.StandardSystemProperty;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.HashCode;
import dev.reinstate.signature.Reason;
import dev.reinstate.signature.Requirement;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks every form with what is in it and a trusted root, offline, and remembers what came of it.
 * For any thread.
 */
public final class SigstoreVerifier implements SignatureVerifier {

  private static final long REMEMBERED = 100_000;

  private final Judge judge;
  private final Cache<Question, Result> results =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

  private record Question(HashCode content, DescriptorDigest image, Signer signer) {}

  private sealed interface Result {
    record Right(Claim claim) implements Result {}

    record Wrong(String reason) implements Result {}
  }

  private SigstoreVerifier(Optional<Trust> trust) {
    this.judge = new Judge(trust);
  }

  /**
   * A verifier for a policy's signers.
   *
   * @param trustedRoot a {@code trusted_root.json}; when empty, what sigstore-java or cosign left
   *     below the home directory if it is there
   * @throws IOException when it cannot be read, or there is none and the policy needs one: for a
   *     keyless signer, or a key whose signatures must be logged
   */
  public static SignatureVerifier open(Optional<Path> trustedRoot, SignaturePolicy policy)
      throws IOException {
    return open(
        trustedRoot,
        policy,
        Path.of(Objects.requireNonNullElse(StandardSystemProperty.USER_HOME.value(), "")));
  }

  static SignatureVerifier open(Optional<Path> trustedRoot, SignaturePolicy policy, Path home)
      throws IOException {
    Optional<Path> file = trustedRoot.or(() -> TrustedRoots.kept(home));
    Optional<Signer> asking = signers(policy).filter(SigstoreVerifier::needsTrust).findFirst();
    if (file.isEmpty() && asking.isPresent()) {
      throw new IOException(
          "Signer %s of the policy needs a trusted root, and neither sigstore-java nor cosign left"
                  .formatted(asking.get().name())
              + " one below "
              + home
              + "; name a trusted_root.json with --trusted-root");
    }
    return new SigstoreVerifier(
        file.isPresent() ? Optional.of(TrustedRoots.read(file.get())) : Optional.empty());
  }

  private static Stream<Signer> signers(SignaturePolicy policy) {
    return Stream.concat(
            policy.rules().stream().map(SignaturePolicy.Rule::requirements),
            policy.sources().stream().map(SignaturePolicy.SourceRule::requirements))
        .flatMap(ImmutableList::stream)
        .map(Requirement::signers)
        .flatMap(ImmutableList::stream);
  }

  private static boolean needsTrust(Signer signer) {
    return switch (signer) {
      case Signer.Keyless ignored -> true;
      case Signer.Key key -> key.logged();
    };
  }

  @Override
  public Verdict verify(SignedContent content, Image image, Signer signer) {
    Question question = new Question(ContentHash.of(content), image.digest(), signer);
    Result result = results.getIfPresent(question);
    if (result == null) {
      result = judged(content, image.digest(), signer);
      results.put(question, result);
    }
    return switch (result) {
      case Result.Wrong(String reason) -> new Verdict.Invalid(reason);
      case Result.Right(Claim claim)
          when claim.dockerReference().isPresent()
              && !image.names().test(claim.dockerReference().get()) ->
          new Verdict.Invalid(
              "The payload is of repository %s, not the image's nor one of docker-references"
                  .formatted(claim.dockerReference().get()));
      case Result.Right(Claim claim) -> new Verdict.Valid(claim.predicateType());
    };
  }

  /** What others wrote may break any library that reads it. */
  private Result judged(SignedContent content, DescriptorDigest image, Signer signer) {
    try {
      return new Result.Right(judge.judge(content, image, signer));
    } catch (UnbelievedException e) {
      return new Result.Wrong(Reason.of(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      return new Result.Wrong(Reason.of("It cannot be read: " + e));
    }
  }
}

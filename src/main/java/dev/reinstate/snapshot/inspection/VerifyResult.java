package dev.reinstate.snapshot.inspection;

import com.google.common.collect.ImmutableList;
import dev.reinstate.snapshot.SnapshotName;
import dev.reinstate.snapshot.SnapshotProblem;
import java.util.Optional;

/**
 * What a look at a snapshot found.
 *
 * @param name the snapshot; empty when the store has none
 * @param images distinct ones, whose manifests were read
 * @param blobs distinct ones these need
 * @param hashed how many of the blobs were read and hashed
 * @param hashedBytes the size of those
 * @param problems empty when it can be restored from
 * @param notes what is strange and no obstacle
 */
public record VerifyResult(
    Optional<SnapshotName> name,
    long images,
    long blobs,
    long hashed,
    long hashedBytes,
    ImmutableList<SnapshotProblem> problems,
    ImmutableList<String> notes) {

  VerifyResult noting(ImmutableList<String> strange) {
    return new VerifyResult(
        name,
        images,
        blobs,
        hashed,
        hashedBytes,
        problems,
        ImmutableList.<String>builder().addAll(strange).addAll(notes).build());
  }
}

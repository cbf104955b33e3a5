using HalloweenCostume.Access;
using HalloweenCostume.Data;
using HalloweenCostume.Gallery;
using HalloweenCostume.Generations;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using HalloweenCostume.Pictures;
using HalloweenCostume.Rates;
using HalloweenCostume.Storage;

namespace HalloweenCostume;

/// <summary>
/// What is done now and then: pictures deleted more than 7 days ago lose their objects, who is to be forgotten is forgotten to the end, and what
/// has had its time is let go: repeated keys, sessions, counts, uploads without a model, objects without a row.
/// </summary>
public sealed class Housekeeping(
    GalleryDb gallery, GenerationDb generations, PictureKeeper pictures, PersonEraser eraser, LoraFiles loras, Authentication authentication, RateDb rates,
    ObjectSweep sweep, DatabaseOptions database, TimeProvider time)
{
    private const int Batch = 200;

    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(TimeSpan.Zero, cancellationToken);

    /// <param name="minAge">Of objects that go because they have no row.</param>
    public async Task RunAsync(TimeSpan minAge, CancellationToken cancellationToken)
    {
        await generations.ForgetOldKeysAsync(cancellationToken);
        await authentication.ForgetOldSessionsAsync(cancellationToken);
        await rates.ForgetOldAsync(cancellationToken);
        await loras.TidyAsync(cancellationToken);
        await eraser.ResumeAsync(cancellationToken);
        EarlierDatabases.DeleteOld(database, time.GetUtcNow());
        IReadOnlyList<(Guid ImageId, ObjectName Name)> batch;
        do
        {
            batch = gallery.Purgeable(Batch);
            foreach (var (imageId, name) in batch)
            {
                // Objects first: if this stops half-way, the row still leads the next round to what is left.
                await pictures.DeleteAsync(name, cancellationToken);
                await gallery.PurgeAsync(imageId, cancellationToken);
            }
        }
        while (batch.Count == Batch);
        await sweep.RunAsync(minAge, cancellationToken);
    }
}

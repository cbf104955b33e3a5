using HalloweenCostume.Gallery;
using HalloweenCostume.Generations;
using HalloweenCostume.Pictures;

namespace HalloweenCostume;

/// <summary>What is done now and then: pictures deleted more than 7 days ago lose their objects, old keys are let go.</summary>
public sealed class Housekeeping(GalleryDb gallery, GenerationDb generations, PictureKeeper pictures)
{
    private const int Batch = 200;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await generations.ForgetOldKeysAsync(cancellationToken);
        IReadOnlyList<(Guid ImageId, Storage.ObjectName Name)> batch;
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
    }
}

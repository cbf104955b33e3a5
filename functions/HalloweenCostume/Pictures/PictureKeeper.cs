using HalloweenCostume.Fal;
using HalloweenCostume.Generations;
using HalloweenCostume.Pictures.Metadata;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Pictures;

/// <summary>Brings a result's picture, without what it says about its making, and its thumbnail into the bucket.</summary>
public sealed class PictureKeeper(PictureDownload download, IObjectStore store, StorageOptions storage, ScratchOptions scratch, TimeProvider time)
{
    private const int MaxTries = 4;

    /// <summary>Names come from ids alone and objects are written once: doing this twice changes nothing.</summary>
    /// <param name="cancellationToken">Ends the download. What has come is kept: one object without its other would belong to nobody.</param>
    public async Task<(ObjectName Name, PictureFacts Facts)> KeepAsync(long personId, ImagePlan image, string url, CancellationToken cancellationToken)
    {
        using var file = scratch.NewFile();
        using var clean = scratch.NewFile();
        var (facts, thumbnail) = await FetchAsync(url, file, clean, cancellationToken);
        var name = ObjectName.Picture(storage.GeneratedBucket, personId, image.ImageId, image.Run, facts.Extension);
        await using (var picture = clean.Open())
        {
            await Task.WhenAll(
                store.PutAsync(name, facts.ContentType, picture, CancellationToken.None),
                store.PutAsync(name.Thumbnail(), "image/webp", new MemoryStream(thumbnail, writable: false), CancellationToken.None));
        }

        return (name, facts);
    }

    public Task DeleteAsync(ObjectName name, CancellationToken cancellationToken) =>
        Task.WhenAll(store.DeleteAsync(name, cancellationToken), store.DeleteAsync(name.Thumbnail(), cancellationToken));

    private async Task<(PictureFacts Facts, byte[] Thumbnail)> FetchAsync(
        string url, ScratchFile file, ScratchFile clean, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var arrived = false;
            try
            {
                await using (var target = file.Create())
                    await download.SaveAsync(url, target, cancellationToken);
                arrived = true;
                await PictureCleaner.CleanAsync(file.Path, clean.Path, cancellationToken);
                return await PictureReader.ReadAsync(clean.Path, cancellationToken);
            }
            catch (FalException exception) when (attempt < MaxTries && (arrived || exception.Failure == FalFailure.Unavailable))
            {
                // What arrived may have been cut off, or a proxy's page in its place: the picture is paid for and worth another look.
                await Task.Delay(TimeSpan.FromSeconds(0.25 * attempt), time, cancellationToken);
            }
        }
    }
}

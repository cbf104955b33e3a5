using System.Text.Json.Nodes;
using HalloweenCostume.Local.Demo.Fal.Files;
using HalloweenCostume.Local.Demo.Fal.Queue;

namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <summary><c>fal-ai/flux-lora</c>, as far as an artist without a GPU can be it.</summary>
internal sealed class FluxLora(FalEmulatorOptions options, FileStore files, FalAddress address, Dice dice, TimeProvider time) : IDisposable
{
    public const string Application = "fal-ai/flux-lora";

    private readonly SemaphoreSlim _easels = new(Environment.ProcessorCount);

    public static bool Has(string subpath) => subpath is "" or FluxLoraInput.ImageToImage;

    /// <param name="runTime">What the timings of the output say.</param>
    public async Task<FalOutcome> GenerateAsync(
        SubmittedRequest request, FluxLoraInput input, string? personName, bool flagged, TimeSpan runTime, CancellationToken cancellationToken)
    {
        var seed = input.Seed ?? dice.NextInt64();
        var pictures = await Task.WhenAll(Enumerable.Range(0, input.NumImages).Select(async i =>
        {
            var picture = new FalPictureRequest(input.Prompt, unchecked(seed + i), input.Size.Width, input.Size.Height, input.Format, personName);
            return await DrawAsync(picture, flagged, cancellationToken);
        }));
        var link = options.Faults.Strike(FalFaultStage.Link, request.Moment);
        var images = new JsonArray();
        foreach (var picture in pictures)
            images.Add(input.SyncMode ? Inline(input, picture) : Serve(request, input, picture, link));
        return FalOutcome.Success(new JsonObject
        {
            ["images"] = images,
            ["timings"] = new JsonObject { ["inference"] = Math.Round(runTime.TotalSeconds, 3) },
            ["seed"] = seed,
            ["has_nsfw_concepts"] = new JsonArray([.. pictures.Select(_ => (JsonNode)flagged)]),
            ["prompt"] = input.Prompt,
        });
    }

    public void Dispose() => _easels.Dispose();

    private async Task<byte[]> DrawAsync(FalPictureRequest picture, bool flagged, CancellationToken cancellationToken)
    {
        await _easels.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => flagged ? NoiseArtist.DrawBlack(picture) : options.Artist(picture), cancellationToken);
        }
        finally
        {
            _easels.Release();
        }
    }

    private static JsonObject Inline(FluxLoraInput input, byte[] picture) => new()
    {
        ["url"] = $"data:image/{input.Format};base64,{Convert.ToBase64String(picture)}",
        ["width"] = input.Size.Width,
        ["height"] = input.Size.Height,
        ["content_type"] = $"image/{input.Format}",
    };

    private JsonObject Serve(SubmittedRequest request, FluxLoraInput input, byte[] picture, FalFault? link)
    {
        var extension = input.Format == "png" ? "png" : "jpg";
        var file = files.Add($"{Guid.NewGuid():N}.{extension}", $"image/{input.Format}", picture, time.GetUtcNow() + request.OutputLifetime, request.Id);
        var origin = link switch
        {
            FalFault.PictureWrongHost => address.UntrustedOrigin,
            FalFault.PictureMetadataHost => "http://169.254.169.254",
            _ => address.Origin,
        };
        return new JsonObject
        {
            ["url"] = origin + file.Path,
            ["width"] = input.Size.Width,
            ["height"] = input.Size.Height,
            ["content_type"] = file.ContentType,
            ["file_name"] = file.Name,
            ["file_size"] = picture.Length,
        };
    }
}

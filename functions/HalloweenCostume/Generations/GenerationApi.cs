using System.Globalization;
using System.Text.Json;
using HalloweenCostume.Fal;
using HalloweenCostume.Http;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HalloweenCostume.Generations;

public sealed class GenerationApi(
    GenerationDb generations,
    GenerationWatcher watcher,
    GenerationOptions options,
    IGenerationRunner runner,
    PeopleDb people,
    LoraDb loras,
    FalClient fal,
    PictureLinksFactory links)
{
    private static readonly TimeSpan _longestPoll = TimeSpan.FromSeconds(30);

    public async Task<IResult> GenerateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        var errors = new FieldErrors();
        var key = IdempotencyKey(request, errors);
        var wanted = GenerationRequest.Parse(body.RootElement, errors);
        if (errors.Any)
            return Problems.Invalid(errors);
        var hash = wanted!.Hash();
        // A repetition is answered before anything else is looked at: its model may be gone by now.
        if (key is not null && generations.FindByKey(key) is { } known)
            return await AnswerAsync(request, known.Id, known.RequestHash == hash, cancellationToken);
        if (Refusal(wanted, out var personId) is { } refusal)
            return refusal;

        // From here on a client that goes away changes nothing: what is written is also started.
        var added = await generations.AddAsync(
            new(personId, wanted.LoraId, wanted.Prompt, wanted.Seeds(), key, hash), CancellationToken.None);
        if (added.Added)
            await runner.StartAsync(added.Id, run: 1, CancellationToken.None);
        return await AnswerAsync(request, added.Id, added.RequestHash == hash, cancellationToken);
    }

    public async Task<IResult> GetAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (Ids.Uuid(id) is not { } generationId || generations.Find(generationId) is not { } generation)
            return NoSuchGeneration(id);
        var known = request.Headers.IfNoneMatch.ToString();
        var patience = known.Length > 0 ? Min(Preferences.Of(request).Wait ?? TimeSpan.Zero, _longestPoll) : TimeSpan.Zero;
        if (patience > TimeSpan.Zero && Etags.Matches(known, EtagOf(generation)))
            generation = await watcher.WaitAsync(generationId, now => now.Version != generation.Version, patience, cancellationToken) ?? generation;
        // Once: between two looks the signing window may change.
        var etag = EtagOf(generation);
        return Etags.Matches(known, etag) ? new NotModified(etag) : Show(request, generation, StatusCodes.Status200OK);
    }

    public async Task<IResult> CancelAsync(HttpRequest request, string id)
    {
        if (Ids.Uuid(id) is not { } generationId || generations.Find(generationId) is null)
            return NoSuchGeneration(id);
        var atFal = await generations.CancelAsync(generationId, CancellationToken.None);
        // Both are asked for at once and neither can fail the answer: the database has the last word.
        await Task.WhenAll([runner.StopAsync(generationId, CancellationToken.None), .. atFal.Select(url => fal.TryCancelAsync(url, CancellationToken.None))]);
        return Accepted(request, generations.Find(generationId)!);
    }

    public async Task<IResult> RetryAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (imageIds, problem) = await ReadImageIdsAsync(request, cancellationToken);
        if (problem is not null)
            return problem;
        if (Ids.Uuid(id) is not { } generationId || generations.Find(generationId) is not { } generation)
            return NoSuchGeneration(id);
        if (imageIds?.FirstOrDefault(wanted => generation.Images.All(image => image.Id != wanted)) is { } stranger && stranger != Guid.Empty)
            return Problems.NotFound($"The generation has no image '{stranger}'.");
        var run = await generations.RetryAsync(generationId, imageIds, GenerationRequest.NewSeed, CancellationToken.None);
        if (run is { } number)
            await runner.StartAsync(generationId, number, CancellationToken.None);
        // Read anew: where another retry was first, what failed is running already.
        var now = generations.Find(generationId)!;
        return run is null && now.Ended
            ? Problems.Of(StatusCodes.Status409Conflict, "There is nothing to run again: none of these pictures failed or was blocked.")
            : Accepted(request, now);
    }

    private static string? IdempotencyKey(HttpRequest request, FieldErrors errors)
    {
        const string header = "Idempotency-Key";
        if (!request.Headers.TryGetValue(header, out var values))
            return null;
        if (values is [{ Length: > 0 and <= 255 } key])
            return key;
        errors.Add(header, "must be given once, with 1 to 255 characters.");
        return null;
    }

    private IResult? Refusal(GenerationRequest wanted, out long personId)
    {
        personId = wanted.UserId ?? 0;
        if (wanted.UserId is { } userId && !people.Exists(userId))
            return Problems.NotFound($"userId: nobody has the id {userId}. GET /api/users lists the profiles.");
        if (loras.Access(wanted.LoraId) is not { } lora)
            return Problems.NotFound($"loraId: no model has the id {wanted.LoraId}. GET /api/get-lora-models lists the models.");
        personId = wanted.UserId ?? lora.PersonId;
        return lora.Shared || lora.PersonId == personId
            ? null
            : Problems.Of(StatusCodes.Status403Forbidden, $"loraId: the model {wanted.LoraId} is another person's own. GET /api/get-lora-models?userId={personId} lists the models to choose from.");
    }

    private async Task<IResult> AnswerAsync(HttpRequest request, Guid id, bool sameRequest, CancellationToken cancellationToken)
    {
        if (!sameRequest)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "Idempotency-Key: this key stands for another request. Use a new key for a new request.");
        var preferences = Preferences.Of(request);
        var patience = Min(preferences.Wait ?? (preferences.RespondAsync ? TimeSpan.Zero : options.AnswerWait), options.AnswerWait);
        var generation = (await watcher.WaitAsync(id, now => now.Ended, patience, cancellationToken))!;
        return generation.Ended ? Show(request, generation, StatusCodes.Status200OK) : Accepted(request, generation);
    }

    private IResult Accepted(HttpRequest request, GenerationRow generation)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Location = $"/{Routes.Prefix.Trim('/')}/generations/{generation.Id}";
        headers.RetryAfter = "1";
        return Show(request, generation, StatusCodes.Status202Accepted);
    }

    private IResult Show(HttpRequest request, GenerationRow generation, int status)
    {
        request.HttpContext.Response.Headers.ETag = EtagOf(generation);
        return TypedResults.Json(generation.Show(links.For(request)), ApiJson.Readable.Generation, statusCode: status);
    }

    // With the signing window, for the URLs are part of the answer and change with it.
    private string EtagOf(GenerationRow generation) => generation.Images.Any(image => image.Status == ImageStatus.Ready)
        ? string.Create(CultureInfo.InvariantCulture, $"\"{generation.Version}-{links.Window.SignedAt.ToUnixTimeSeconds()}\"")
        : string.Create(CultureInfo.InvariantCulture, $"\"{generation.Version}\"");

    private static async Task<(IReadOnlyCollection<Guid>? ImageIds, IResult? Problem)> ReadImageIdsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return (null, null);
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return (null, problem);
        if (!body.RootElement.TryGetProperty("imageIds", out var list) || list.ValueKind == JsonValueKind.Null)
            return (null, null);
        var ids = list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(item => Ids.Uuid(JsonBody.Text(item)) ?? Guid.Empty).ToHashSet()
            : [];
        return ids.Count is 0 or > 4 || ids.Contains(Guid.Empty)
            ? (null, Problems.Invalid("imageIds", "must be a list of one to four ids of this generation's images; leave it out for all that failed."))
            : (ids, null);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static IResult NoSuchGeneration(string id) =>
        Problems.NotFound(Ids.Uuid(id) is { } known ? $"There is no generation '{known}'." : "There is no such generation: its id is a UUID.");
}

using System.Globalization;
using System.Text.Json;
using HalloweenCostume.Http;
using HalloweenCostume.People;
using HalloweenCostume.Storage;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Loras;

/// <summary>Models, for admins.</summary>
public sealed class LoraAdminApi(LoraDb loras, LoraFiles files, PeopleDb people)
{
    public IResult List() => TypedResults.Json(loras.Records(), ApiJson.Readable.IReadOnlyListLoraRecord);

    /// <summary>Says where a file may be put; a model it becomes with <see cref="AddAsync"/>.</summary>
    public async Task<IResult> PrepareUploadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        var errors = new FieldErrors();
        var size = JsonBody.WholeNumber(body.RootElement, "sizeBytes", "must be the file's size in bytes", required: true, errors);
        if (size is { } bytes && LoraRules.Size(bytes) is { } wrong)
            errors.Add("sizeBytes", wrong);
        if (errors.Any)
            return Problems.Invalid(errors);
        var (id, address, expiresAt) = await files.PrepareAsync(size!.Value, CancellationToken.None);
        var url = address.Url.StartsWith('/') ? ClientConnection.Origin(request) + address.Url : address.Url;
        return TypedResults.Json(
            new LoraUpload(id, "PUT", url, address.Headers, LoraRules.MaxBytes, expiresAt), ApiJson.Readable.LoraUpload, statusCode: StatusCodes.Status201Created);
    }

    public async Task<IResult> AddAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        var errors = new FieldErrors();
        var personId = JsonBody.WholeNumber(body.RootElement, "personId", "must be the id of the person whose face it is, such as 1", required: true, errors);
        var trigger = Trigger(body.RootElement, errors);
        var scale = Scale(body.RootElement, errors) ?? 1;
        var shared = JsonBody.Flag(body.RootElement, "shared", errors) ?? false;
        var users = Users(body.RootElement, errors) ?? [];
        var (hasUrl, hasUpload) = (JsonBody.Has(body.RootElement, "url"), JsonBody.Has(body.RootElement, "uploadId"));
        if (hasUrl == hasUpload)
            errors.Add("uploadId", "or url must say where the weights are: give one of them.");
        var url = hasUrl ? JsonBody.Text(body.RootElement, "url", errors)?.Trim() : null;
        var upload = hasUpload ? JsonBody.Text(body.RootElement, "uploadId", errors) : null;
        if (!errors.Any && url is not null && await LoraUrl.RefusalAsync(url, cancellationToken) is { } refusal)
            errors.Add("url", refusal);
        if (errors.Any)
            return Problems.Invalid(errors);
        if (!people.IsKnown(personId!.Value))
            return PeopleAdminApi.NoSuchPerson(personId.Value);
        (ObjectName Name, long SizeBytes, string? Wrong)? file = upload is null ? null
            : Ids.Uuid(upload) is { } uploadId ? await files.CheckAsync(uploadId, cancellationToken)
            : (default, 0, "must be the uploadId of an answer of POST /api/lora-uploads.");
        if (file?.Wrong is { } wrong)
            return Problems.Invalid("uploadId", wrong);

        var lora = new NewLora(personId.Value, trigger!, scale, shared, file?.Name.Path, url, file?.SizeBytes, users, Uploaded: file is not null);
        if (await loras.AddAsync(lora, CancellationToken.None) is not { } id)
            // Another request may have made it a model since.
            return upload is not null && (await files.CheckAsync(Ids.Uuid(upload)!.Value, cancellationToken)).Wrong is { } gone ? Problems.Invalid("uploadId", gone) : NoSuchUser();
        request.HttpContext.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"{Routes.Prefix}loras/{id}");
        return Show(id, StatusCodes.Status201Created);
    }

    public async Task<IResult> ChangeAsync(HttpRequest request, string loraId, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        if (Ids.Number(loraId) is not { } id)
            return Ids.NotANumber("loraId");
        var errors = new FieldErrors();
        var change = new LoraChange(
            JsonBody.Has(body.RootElement, "trigger") ? Trigger(body.RootElement, errors) : null,
            Scale(body.RootElement, errors), JsonBody.Flag(body.RootElement, "shared", errors), Users(body.RootElement, errors), JsonBody.Flag(body.RootElement, "retired", errors));
        if (errors.Any)
            return Problems.Invalid(errors);
        return await loras.ChangeAsync(id, change, CancellationToken.None) switch
        {
            true => Show(id, StatusCodes.Status200OK),
            false => NoSuchUser(),
            null => NoSuchLora(id),
        };
    }

    public async Task<IResult> RemoveAsync(string loraId)
    {
        if (Ids.Number(loraId) is not { } id)
            return Ids.NotANumber("loraId");
        return await files.RemoveAsync(id, CancellationToken.None) ? TypedResults.NoContent() : NoSuchLora(id);
    }

    private static string? Trigger(JsonElement body, FieldErrors errors)
    {
        if (JsonBody.Text(body, "trigger", errors)?.Trim() is not { } word)
            return null;
        if (LoraRules.TriggerWord(word) is { } wrong)
            errors.Add("trigger", wrong);
        return word;
    }

    private static double? Scale(JsonElement body, FieldErrors errors)
    {
        if (!JsonBody.Has(body, "scale"))
            return null;
        var value = body.GetProperty("scale");
        var scale = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : 0;
        if (LoraRules.Scale(scale) is { } wrong)
            errors.Add("scale", wrong);
        return scale;
    }

    private static List<long>? Users(JsonElement body, FieldErrors errors)
    {
        if (!JsonBody.Has(body, "userIds"))
            return null;
        var value = body.GetProperty("userIds");
        List<long> ids = [];
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= 1000 && value.EnumerateArray().All(item =>
        {
            var whole = item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out _);
            if (whole)
                ids.Add(item.GetInt64());
            return whole;
        }))
            return ids;
        errors.Add("userIds", "must be a list of at most 1000 ids of people, such as [1, 2].");
        return null;
    }

    private IResult Show(long id, int status) =>
        loras.FindRecord(id) is { } lora ? TypedResults.Json(lora, ApiJson.Readable.LoraRecord, statusCode: status) : NoSuchLora(id);

    private static IResult NoSuchUser() => Problems.NotFound("userIds: one of these people does not exist. GET /api/people lists the people.");

    private static IResult NoSuchLora(long id) => Problems.NotFound($"loraId: no model has the id {id}. GET /api/loras lists the models.");
}

/// <summary>Where a file is to be put.</summary>
/// <param name="Url">Takes one PUT, of the size that was named.</param>
/// <param name="Headers">To be sent exactly so.</param>
public sealed record LoraUpload(Guid UploadId, string Method, string Url, IReadOnlyDictionary<string, string> Headers, long MaxBytes, DateTimeOffset ExpiresAt);

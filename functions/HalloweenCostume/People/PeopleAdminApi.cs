using System.Globalization;
using HalloweenCostume.Fal;
using HalloweenCostume.Generations;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HalloweenCostume.People;

/// <summary>Profiles, for admins.</summary>
public sealed class PeopleAdminApi(PeopleDb people, PersonExport export, PersonEraser eraser, IGenerationRunner runner, FalClient fal)
{
    public IResult List() => TypedResults.Json(people.Records(), ApiJson.Readable.IReadOnlyListPersonRecord);

    public async Task<IResult> AddAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        var errors = new FieldErrors();
        var firstName = Names.Read(body.RootElement, "firstName", errors);
        var lastName = Names.Read(body.RootElement, "lastName", errors);
        if (errors.Any)
            return Problems.Invalid(errors);
        var id = await people.AddAsync(firstName!, lastName!, CancellationToken.None);
        request.HttpContext.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"{Routes.Prefix}people/{id}");
        return Show(people.FindRecord(id), id, StatusCodes.Status201Created);
    }

    public async Task<IResult> ChangeAsync(HttpRequest request, string personId, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        if (Ids.Number(personId) is not { } id)
            return Ids.NotANumber("personId");
        var errors = new FieldErrors();
        var change = new PersonChange(
            JsonBody.Has(body.RootElement, "firstName") ? Names.Read(body.RootElement, "firstName", errors) : null,
            JsonBody.Has(body.RootElement, "lastName") ? Names.Read(body.RootElement, "lastName", errors) : null,
            JsonBody.Flag(body.RootElement, "retired", errors));
        return errors.Any ? Problems.Invalid(errors) : Show(await people.ChangeAsync(id, change, CancellationToken.None), id, StatusCodes.Status200OK);
    }

    /// <summary>Answers with a ZIP file while it is made.</summary>
    public IResult Export(HttpRequest request, string personId)
    {
        if (Ids.Number(personId) is not { } id)
            return Ids.NotANumber("personId");
        // Of a ZIP file's entries the ends, some bytes each, are written synchronously.
        if (request.HttpContext.Features.Get<IHttpBodyControlFeature>() is { } control)
            control.AllowSynchronousIO = true;
        return people.FindRecord(id) is { } person
            ? TypedResults.Stream(stream => export.WriteAsync(person, stream, request.HttpContext.RequestAborted), "application/zip", $"person-{id}.zip")
            : NoSuchPerson(id);
    }

    public async Task<IResult> ForgetAsync(HttpRequest request, string personId, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        if (Ids.Number(personId) is not { } id)
            return Ids.NotANumber("personId");
        var errors = new FieldErrors();
        var confirm = JsonBody.Text(body.RootElement, "confirm", errors);
        if (errors.Any)
            return Problems.Invalid(errors);
        if (people.FindRecord(id) is not { } person)
            return NoSuchPerson(id);
        if (confirm!.Trim() != person.FullName)
            return Problems.Invalid(StatusCodes.Status422UnprocessableEntity, "confirm", $"must be the person's full name, “{person.FullName}”: what is forgotten cannot be brought back.");
        var underWay = await eraser.HideAsync(id, CancellationToken.None);
        await Task.WhenAll(
        [
            .. underWay.Select(image => image.GenerationId).Distinct().Select(generation => runner.StopAsync(generation, CancellationToken.None)),
            .. underWay.Select(image => image.CancelUrl).OfType<Uri>().Select(url => fal.TryCancelAsync(url, CancellationToken.None)),
        ]);
        try
        {
            await eraser.EraseAsync(id, CancellationToken.None);
        }
        catch (Exception exception) when (Problems.IsUnavailable(exception))
        {
            // Nobody sees any of it by now, and the housekeeping erases the rest.
        }

        return Show(person, id, StatusCodes.Status202Accepted);
    }

    internal static IResult NoSuchPerson(long id) => Problems.NotFound($"personId: nobody has the id {id}. GET /api/people lists the people.");

    private static IResult Show(PersonRecord? person, long id, int status) =>
        person is null ? NoSuchPerson(id) : TypedResults.Json(person, ApiJson.Readable.PersonRecord, statusCode: status);
}
